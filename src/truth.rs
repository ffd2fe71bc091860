use std::ops::{BitAnd, BitOr, Not};

use crate::schema::FieldSet;

/// A condition. `&`, `|` and `!` join them: false and unknown is false, true or unknown is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    /// The columns it hangs on.
    Unknown(FieldSet),
}

impl Truth {
    pub fn holds(self) -> bool {
        self == Self::True
    }

    pub fn fails(self) -> bool {
        self == Self::False
    }

    /// The columns it hangs on; none when it is known.
    pub fn missing(self) -> FieldSet {
        match self {
            Self::Unknown(fields) => fields,
            Self::True | Self::False => FieldSet::EMPTY,
        }
    }
}

impl From<bool> for Truth {
    fn from(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }
}

impl BitAnd for Truth {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, known) | (known, Self::True) => known,
            (Self::Unknown(one), Self::Unknown(other)) => Self::Unknown(one.and(other)),
        }
    }
}

impl BitOr for Truth {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        !(!self & !other)
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            unknown @ Self::Unknown(_) => unknown,
        }
    }
}

/// A cell: a value, certainly empty, or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known<T> {
    Value(T),
    /// Something is set, but the export does not tell what (`System.Byte[]`).
    Set(FieldSet),
    Empty,
    /// The column is absent, blank because it was not requested, or the cell is damaged.
    Unknown(FieldSet),
}

impl<T> Known<T> {
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Value(value) => Known::Value(turn(value)),
            Self::Set(fields) => Known::Set(fields),
            Self::Empty => Known::Empty,
            Self::Unknown(fields) => Known::Unknown(fields),
        }
    }

    /// Whether the value meets a condition; an empty cell does not.
    pub fn is(self, condition: impl FnOnce(T) -> bool) -> Truth {
        match self {
            Self::Value(value) => condition(value).into(),
            Self::Empty => Truth::False,
            Self::Set(fields) | Self::Unknown(fields) => Truth::Unknown(fields),
        }
    }

    pub fn is_empty(&self) -> Truth {
        match self {
            Self::Value(_) | Self::Set(_) => Truth::False,
            Self::Empty => Truth::True,
            Self::Unknown(fields) => Truth::Unknown(*fields),
        }
    }

    pub fn is_set(&self) -> Truth {
        !self.is_empty()
    }

    /// This cell, or the other where this one is empty; unknown where it hangs on one that is unknown.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown(one), Self::Unknown(other)) => Self::Unknown(one.and(other)),
            (Self::Unknown(fields), Self::Empty) => Self::Unknown(fields),
            // Whatever an unknown first one may hold, the other is what there is to see.
            (Self::Empty | Self::Unknown(_), other) => other,
            (known, _) => known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{ad, entra};

    #[test]
    fn false_and_unknown_is_false_and_true_or_unknown_is_true() {
        let unknown = Truth::Unknown(FieldSet::of(ad::UPN));
        assert_eq!(Truth::False & unknown, Truth::False);
        assert_eq!(unknown & Truth::True, unknown);
        assert_eq!(Truth::True | unknown, Truth::True);
        assert_eq!(unknown | Truth::False, unknown);
        assert_eq!(!unknown, unknown);
    }

    #[test]
    fn what_is_undecided_names_every_column_it_hung_on() {
        let joined = Truth::Unknown(FieldSet::of(ad::UPN)) & Truth::Unknown(FieldSet::of(entra::UPN));
        assert_eq!(joined.missing(), FieldSet::of(ad::UPN).with(entra::UPN));
    }
}
