//! Tests of the crate from outside, one module per thing; `reference` computes
//! the same answers by trying everything.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod contradictions;
#[cfg(test)]
mod cuts;
#[cfg(test)]
mod duality;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod facts;
#[cfg(test)]
mod file;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod labels;
#[cfg(test)]
mod minimal_sets;
#[cfg(test)]
mod picture;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod render;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod scram;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod suggest;
#[cfg(test)]
mod truncation;
#[cfg(test)]
mod what_if;
