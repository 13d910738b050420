//! Reading JSON into the types, stricter than serde does by itself: an object
//! is not also a list, `null` is no value, no name stands twice, and lists end
//! at their limit while they are read. What names refer to is checked in
//! `check`.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::{AccessFile, FileError, Format, Limits, Method, Node, Problem, Scenario};
use crate::file::fault::printable;

/// Reads the bytes of a file without looking at what its names refer to.
pub(super) fn from_json(bytes: &[u8]) -> Result<AccessFile, FileError> {
    read::<AccessFile, Format>(bytes, Limits::BYTES)
}

/// Reads the bytes of a file of some format, whose versions are `V`, up to a size.
pub(crate) fn read<'de, T, V>(bytes: &'de [u8], most: usize) -> Result<T, FileError>
where
    T: Deserialize<'de>,
    V: TryFrom<String, Error = String>,
{
    if bytes.len() > most {
        return Err(FileError::TooLarge { bytes: bytes.len(), most });
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let file: Object<T> = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        explain::<V>(bytes, path, &error.into_inner())
    })?;
    reader.end().map_err(|error| FileError::Syntax { message: error.to_string() })?;
    Ok(file.0)
}

/// Puts a reader's error into our words. A file of another version is told so
/// first, whatever else the reader stumbled over.
fn explain<V>(bytes: &[u8], path: String, error: &serde_json::Error) -> FileError
where
    V: TryFrom<String, Error = String>,
{
    if !error.is_data() {
        return FileError::Syntax { message: printable(&error.to_string()) };
    }
    if let Ok(Object(Version { format: Some(format) })) = serde_json::from_slice(bytes)
        && let Err(problem) = V::try_from(format)
    {
        return FileError::at("format", Problem::Shape(printable(&problem)));
    }
    let path = if path == "." { "file".to_owned() } else { path };
    FileError::at(&path, Problem::Shape(printable(&error.to_string())))
}

/// Is the one field that says which version a file has.
#[derive(Deserialize)]
struct Version {
    format: Option<String>,
}

/// Reads a value that may be left out but must not be `null`.
pub(crate) fn some<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(from).map(Some)
}

pub(super) fn nodes<'de, D>(from: D) -> Result<BTreeMap<String, Node>, D::Error>
where
    D: Deserializer<'de>,
{
    let read = from.deserialize_map(Named::<Object<Node>>::new("nodes", Limits::NODES))?;
    Ok(read.into_iter().map(|(name, Object(node))| (name, node)).collect())
}

pub(super) fn events<'de, D>(from: D) -> Result<BTreeMap<String, Vec<String>>, D::Error>
where
    D: Deserializer<'de>,
{
    from.deserialize_map(Named::new("events", Limits::EVENTS))
}

pub(super) fn methods<'de, D>(from: D) -> Result<Vec<Method>, D::Error>
where
    D: Deserializer<'de>,
{
    from.deserialize_seq(List::new("methods", Limits::METHODS))
}

pub(super) fn scenarios<'de, D>(from: D) -> Result<Vec<Scenario>, D::Error>
where
    D: Deserializer<'de>,
{
    from.deserialize_seq(List::new("scenarios", Limits::SCENARIOS))
}

/// Is a struct that is read from an object only; serde would take a list too.
#[derive(Debug)]
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// Reads an object whose keys are names, each once.
pub(crate) struct Named<T> {
    what: &'static str,
    most: usize,
    value: PhantomData<T>,
}

impl<T> Named<T> {
    pub(crate) fn new(what: &'static str, most: usize) -> Self {
        Self { what, most, value: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Named<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut read = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            if read.len() == self.most {
                let Self { what, most, .. } = self;
                return Err(A::Error::custom(format!("there are more than {most} {what}")));
            }
            if read.contains_key(&name) {
                return Err(A::Error::custom(format!("the name `{name}` is there twice")));
            }
            let value = map.next_value()?;
            read.insert(name, value);
        }
        Ok(read)
    }
}

/// Reads a list of objects up to a length.
pub(crate) struct List<T> {
    what: &'static str,
    most: usize,
    value: PhantomData<T>,
}

impl<T> List<T> {
    pub(crate) fn new(what: &'static str, most: usize) -> Self {
        Self { what, most, value: PhantomData }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut read = Vec::new();
        while let Some(Object(value)) = list.next_element()? {
            if read.len() == self.most {
                let Self { what, most, .. } = self;
                return Err(A::Error::custom(format!("there are more than {most} {what}")));
            }
            read.push(value);
        }
        Ok(read)
    }
}
