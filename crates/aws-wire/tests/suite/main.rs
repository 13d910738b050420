//! The wire crate from outside: published and foreign signatures, and input that
//! nobody's SDK sends.

#[cfg(test)]
mod botocore;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod signatures;
#[cfg(test)]
mod support;
