//! Values that go with statements. Each has one type on the server's side, so that a statement is prepared without a guess
//! at it.

use std::borrow::Cow;
use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type};

/// A value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Nothing, of a type.
    Null(Kind),
    Bool(bool),
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
    Texts(Vec<String>),
    Integers(Vec<i64>),
    Blobs(Vec<Vec<u8>>),
}

/// The types that columns have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Integer,
    Text,
    Blob,
    Texts,
    Integers,
    Blobs,
}

impl Kind {
    pub(crate) const fn sql_type(self) -> Type {
        match self {
            Self::Bool => Type::BOOL,
            Self::Integer => Type::INT8,
            Self::Text => Type::TEXT,
            Self::Blob => Type::BYTEA,
            Self::Texts => Type::TEXT_ARRAY,
            Self::Integers => Type::INT8_ARRAY,
            Self::Blobs => Type::BYTEA_ARRAY,
        }
    }
}

impl Value {
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Null(kind) => *kind,
            Self::Bool(_) => Kind::Bool,
            Self::Integer(_) => Kind::Integer,
            Self::Text(_) => Kind::Text,
            Self::Blob(_) => Kind::Blob,
            Self::Texts(_) => Kind::Texts,
            Self::Integers(_) => Kind::Integers,
            Self::Blobs(_) => Kind::Blobs,
        }
    }
}

/// Says what kind of value it is, and not which: it may name somebody.
impl std::fmt::Debug for Value {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.kind().fmt(formatter)
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null(_) => Ok(IsNull::Yes),
            Self::Bool(value) => value.to_sql(ty, out),
            Self::Integer(value) => value.to_sql(ty, out),
            Self::Text(value) => value.to_sql(ty, out),
            Self::Blob(value) => value.to_sql(ty, out),
            Self::Texts(value) => value.to_sql(ty, out),
            Self::Integers(value) => value.to_sql(ty, out),
            Self::Blobs(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        if self.kind().sql_type() == *ty {
            self.to_sql(ty, out)
        } else {
            Err(format!("a value is of the type {}, and the statement wants {ty}", self.kind().sql_type())
                .into())
        }
    }
}

/// What can be such a value.
pub(crate) trait ToValue {
    /// What nothing of it is.
    const KIND: Kind;

    fn to_value(&self) -> Value;
}

macro_rules! integers {
    ($($integer:ty),+) => {$(
        impl ToValue for $integer {
            const KIND: Kind = Kind::Integer;

            fn to_value(&self) -> Value {
                Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )+};
}

integers!(u8, u16, u32, u64, usize, i32, i64);

impl ToValue for bool {
    const KIND: Kind = Kind::Bool;

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl ToValue for str {
    const KIND: Kind = Kind::Text;

    fn to_value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl ToValue for String {
    const KIND: Kind = Kind::Text;

    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl ToValue for Cow<'_, str> {
    const KIND: Kind = Kind::Text;

    fn to_value(&self) -> Value {
        Value::Text(self.as_ref().to_owned())
    }
}

impl ToValue for [u8] {
    const KIND: Kind = Kind::Blob;

    fn to_value(&self) -> Value {
        Value::Blob(self.to_vec())
    }
}

impl<const N: usize> ToValue for [u8; N] {
    const KIND: Kind = Kind::Blob;

    fn to_value(&self) -> Value {
        Value::Blob(self.to_vec())
    }
}

impl ToValue for Vec<u8> {
    const KIND: Kind = Kind::Blob;

    fn to_value(&self) -> Value {
        Value::Blob(self.clone())
    }
}

impl ToValue for Vec<String> {
    const KIND: Kind = Kind::Texts;

    fn to_value(&self) -> Value {
        Value::Texts(self.clone())
    }
}

impl ToValue for Vec<i64> {
    const KIND: Kind = Kind::Integers;

    fn to_value(&self) -> Value {
        Value::Integers(self.clone())
    }
}

impl ToValue for Vec<Vec<u8>> {
    const KIND: Kind = Kind::Blobs;

    fn to_value(&self) -> Value {
        Value::Blobs(self.clone())
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    const KIND: Kind = T::KIND;

    fn to_value(&self) -> Value {
        T::to_value(self)
    }
}

impl<T: ToValue> ToValue for Option<T> {
    const KIND: Kind = T::KIND;

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null(T::KIND), T::to_value)
    }
}

/// The values of one statement.
pub(crate) trait Parameters {
    fn into_values(self) -> Vec<Value>;
}

impl Parameters for Vec<Value> {
    fn into_values(self) -> Vec<Value> {
        self
    }
}

impl<T: ToValue, const N: usize> Parameters for [T; N] {
    fn into_values(self) -> Vec<Value> {
        self.iter().map(T::to_value).collect()
    }
}

/// A statement without values.
pub(crate) const NOTHING: [i64; 0] = [];

/// The values of a statement, each of what can be one.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        vec![$($crate::postgres::engine::value::ToValue::to_value(&$value)),*]
    };
}

pub(crate) use params;
