//! Every integration test in one binary, since each binary links Typst.
//! `tests/README.md` maps each promise to its test.

mod assorted;
mod audit;
mod batch;
mod chinese;
mod cli;
mod data;
mod dependencies;
mod descriptions;
mod edit;
mod engine;
mod failures;
mod fix;
mod floors;
mod fonts;
mod foreign;
mod isolation;
mod language;
mod photos;
mod plans;
mod preview;
mod print;
mod proof;
mod readme;
mod runs;
mod same;
mod sandbox;
mod schema;
mod stress;
mod structure;
mod support;
mod tables;
mod template;
mod truth;
mod wording;
mod workers;
