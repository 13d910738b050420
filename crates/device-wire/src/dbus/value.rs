//! Values of D-Bus, and what programs want to know of them.

use zeroize::Zeroizing;

/// Is one value. Numbers that nobody here asks for are kept by their size only.
#[derive(Clone)]
pub enum Value {
    /// A byte.
    Byte(u8),
    /// Yes or no.
    Bool(bool),
    /// A whole number of two bytes, with its type's letter.
    Short(char, u16),
    /// A signed whole number.
    Int(i32),
    /// A whole number.
    Uint(u32),
    /// A number of eight bytes, with its type's letter.
    Long(char, u64),
    /// A text.
    Text(String),
    /// The path of an object.
    Path(String),
    /// A signature.
    Signature(String),
    /// An array of bytes, which may be secret.
    Bytes(Zeroizing<Vec<u8>>),
    /// Another array: the type of its values, and these.
    Array(String, Vec<Value>),
    /// A structure.
    Struct(Vec<Value>),
    /// A key and its value, in an array of such.
    Entry(Box<(Value, Value)>),
    /// A value that brings its type along.
    Variant(Box<Value>),
}

impl Value {
    /// Makes a text.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// Makes a path.
    pub fn path(path: &str) -> Self {
        Self::Path(path.to_owned())
    }

    /// Makes a value that brings its type along.
    #[must_use]
    pub fn variant(self) -> Self {
        Self::Variant(Box::new(self))
    }

    /// Makes the options of a call (`a{sv}`).
    pub fn options<'a>(options: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        let entry = |(name, value): (&str, Self)| {
            Self::Entry(Box::new((Self::text(name), value.variant())))
        };
        Self::Array("{sv}".to_owned(), options.into_iter().map(entry).collect())
    }

    /// Makes names and texts (`a{ss}`).
    pub fn texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let entry = |(name, text)| Self::Entry(Box::new((Self::text(name), Self::text(text))));
        Self::Array("{ss}".to_owned(), texts.into_iter().map(entry).collect())
    }

    /// Makes an array of paths.
    pub fn paths<'a>(paths: impl IntoIterator<Item = &'a str>) -> Self {
        Self::Array("o".to_owned(), paths.into_iter().map(Self::path).collect())
    }

    /// Returns the text or the path that it is.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Path(text) | Self::Signature(text) => Some(text),
            Self::Variant(inner) => inner.as_str(),
            _ => None,
        }
    }

    /// Returns the bytes that it is.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Variant(inner) => inner.as_bytes(),
            _ => None,
        }
    }

    /// Returns the number that it is.
    pub fn as_uint(&self) -> Option<u32> {
        match self {
            Self::Uint(number) => Some(*number),
            Self::Variant(inner) => inner.as_uint(),
            _ => None,
        }
    }

    /// Returns the truth that it is.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            Self::Variant(inner) => inner.as_bool(),
            _ => None,
        }
    }

    /// Returns the values of an array or a structure; nothing for others.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::Array(_, items) | Self::Struct(items) => items,
            Self::Variant(inner) => inner.items(),
            _ => &[],
        }
    }

    /// Returns what stands under a name in an array of names and values.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.items().iter().find_map(|item| match item {
            Self::Entry(pair) if pair.0.as_str() == Some(name) => Some(&pair.1),
            _ => None,
        })
    }

    /// Returns the signature of its type.
    pub fn signature(&self) -> String {
        match self {
            Self::Byte(_) => "y".to_owned(),
            Self::Bool(_) => "b".to_owned(),
            Self::Int(_) => "i".to_owned(),
            Self::Uint(_) => "u".to_owned(),
            Self::Short(letter, _) | Self::Long(letter, _) => letter.to_string(),
            Self::Text(_) => "s".to_owned(),
            Self::Path(_) => "o".to_owned(),
            Self::Signature(_) => "g".to_owned(),
            Self::Bytes(_) => "ay".to_owned(),
            Self::Array(kind, _) => format!("a{kind}"),
            Self::Struct(fields) => {
                format!("({})", fields.iter().map(Self::signature).collect::<String>())
            }
            Self::Entry(pair) => format!("{{{}{}}}", pair.0.signature(), pair.1.signature()),
            Self::Variant(_) => "v".to_owned(),
        }
    }
}
