//! What compiles and what does not; the files of `fail` are named after the fault.

#[test]
fn a_wrong_use_says_where_it_is_and_what_to_do() {
    trybuild::TestCases::new().compile_fail("tests/fail/*.rs");
}

#[test]
fn every_right_use_compiles() {
    trybuild::TestCases::new().pass("tests/pass/*.rs");
}
