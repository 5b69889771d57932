//! What each rule costs on a long document, and how that grows: one look, for finding what to mend. No statistics.

use std::sync::Arc;
use std::time::{Duration, Instant};

use plimsoll_linter::{Settings, lint, rules};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_tests::documents;

/// Instructions.
const SIZES: [usize; 3] = [100, 1_000, 10_000];
/// The most expensive rules.
const SHOWN: usize = 15;
/// They look into a script together, and what they found is kept: one of them costs as much as all.
const SHELL: &str = "shell";

/// What a rule costs at each of the sizes.
type Costs = [Duration; SIZES.len()];

fn main() {
    for (shape, document) in [("staged", documents::staged as fn(usize) -> String), ("flat", documents::flat)]
    {
        println!("{shape}: {SIZES:?} instructions, and growth between them");
        let models = SIZES.map(|instructions| model(document, instructions));
        print("the model itself", models.each_ref().map(|(_, time)| *time));
        let of = |name: &str| models.each_ref().map(|(file, _)| cost(file, name));
        print("what ShellCheck finds, kept", of(SHELL));
        let own = rules().iter().filter(|rule| rule.meta().group != SHELL);
        let mut costs: Vec<(Costs, &str)> = own.map(|rule| (of(rule.name), rule.name)).collect();
        costs.sort_unstable_by_key(|(costs, _)| std::cmp::Reverse(costs[SIZES.len() - 1]));
        for (costs, name) in costs.into_iter().take(SHOWN) {
            print(name, costs);
        }
    }
}

fn model(document: fn(usize) -> String, instructions: usize) -> (Dockerfile, Duration) {
    let tree = SyntaxTree::parse(&of_instructions(document, instructions));
    let start = Instant::now();
    let file = Dockerfile::new(tree, Arc::new(NoContext));
    let time = start.elapsed();
    // Scripts are parsed once for all rules.
    lint(&file, &Settings::default());
    (file, time)
}

/// A document with at least so many.
fn of_instructions(document: fn(usize) -> String, instructions: usize) -> String {
    let has_enough = |text: &String| SyntaxTree::parse(text).instructions().count() >= instructions;
    let lines = (1..).map(|part| instructions * part / 2);
    lines.map(document).find(has_enough).unwrap_or_default()
}

/// The best of three.
fn cost(file: &Dockerfile, rule: &str) -> Duration {
    let settings = Settings::from_selection(&[rule.to_owned()], &[]).unwrap_or_default();
    let time = || {
        let start = Instant::now();
        std::hint::black_box(lint(file, &settings));
        start.elapsed()
    };
    (0..3).map(|_| time()).min().unwrap_or_default()
}

fn print(name: &str, costs: Costs) {
    let [small, medium, large] = costs.map(|cost| cost.as_secs_f64() * 1e3);
    println!(
        "  {name:32} {small:8.3} {medium:8.3} {large:8.3} ms  x{:.1} x{:.1}",
        medium / small,
        large / medium
    );
}
