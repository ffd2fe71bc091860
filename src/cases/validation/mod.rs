//! Stage 5: what Exchange refuses.

pub(super) mod exchange_validation_error;
