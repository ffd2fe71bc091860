//! What each documented case asks: when it fires, the near misses on which it is silent, and what leaves it open.

mod cases {
    mod attributes;
    mod configuration;
    mod conflict;
    mod deleted;
    mod exchange;
    mod identity;
    mod join;
    mod license;
    mod scope;
    mod support;
    mod sync;
    mod tenant;
    mod validation;
    mod verdict;
}
