//! What the analysis of a document costs: opening it, one keystroke in the middle of it, and its semantic tokens.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use plimsoll_ide::semantic_tokens;
use plimsoll_linter::{Settings, lint};
use plimsoll_semantics::{Dockerfile, NoContext};
use plimsoll_syntax::SyntaxTree;
use plimsoll_tests::documents;
use plimsoll_text::{TextEdit, TextSize};

const SIZES: [usize; 3] = [150, 2_000, 20_000];

type Shape = (&'static str, fn(usize) -> String);
const SHAPES: [Shape; 2] = [("staged", documents::staged), ("flat", documents::flat)];

fn bench(criterion: &mut Criterion) {
    let settings = Settings::default();
    for (shape, document) in SHAPES {
        let mut group = criterion.benchmark_group(shape);
        for lines in SIZES {
            let text = document(lines);
            group.bench_with_input(BenchmarkId::new("parse", lines), &text, |bencher, text| {
                bencher.iter(|| SyntaxTree::parse(black_box(text)));
            });
            group.bench_with_input(BenchmarkId::new("open", lines), &text, |bencher, text| {
                bencher.iter(|| {
                    let file = Dockerfile::new(SyntaxTree::parse(black_box(text)), Arc::new(NoContext));
                    lint(&file, &settings)
                });
            });
            let file = Dockerfile::new(SyntaxTree::parse(&text), Arc::new(NoContext));
            lint(&file, &settings);
            group.bench_function(BenchmarkId::new("tokens", lines), |bencher| {
                bencher.iter(|| semantic_tokens(black_box(&file)));
            });
            let at = text[text.len() / 2..].find('\n').map_or(0, |at| text.len() / 2 + at);
            let edit = TextEdit::insert(TextSize::new(at as u32), "x");
            group.bench_function(BenchmarkId::new("edit", lines), |bencher| {
                bencher.iter(|| file.tree().edit(black_box(&edit)));
            });
            group.bench_function(BenchmarkId::new("keystroke", lines), |bencher| {
                bencher.iter(|| {
                    let next = file.with_tree(file.tree().edit(black_box(&edit)).0);
                    lint(&next, &settings)
                });
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = analysis;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    targets = bench
}
criterion_main!(analysis);
