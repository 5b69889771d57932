use std::sync::Arc;
fn main() {
    let out = std::env::args().nth(1).unwrap();
    for path in std::env::args().skip(2) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let f = plimsoll_semantics::Dockerfile::new(
            plimsoll_syntax::SyntaxTree::parse(&text),
            Arc::new(plimsoll_semantics::NoContext),
        );
        let after = plimsoll_text::apply_edits(
            &text,
            &plimsoll_formatter::format(&f, &plimsoll_formatter::Style::default()),
        )
        .unwrap();
        let g = f.with_tree(plimsoll_syntax::SyntaxTree::parse(&after));
        let s = |f: &plimsoll_semantics::Dockerfile| {
            f.instructions()
                .filter_map(|i| match &i.instruction.command().arguments {
                    plimsoll_syntax::Arguments::Shell(s) if f.shell_at(i).dialect().is_posix() => {
                        Some(i.text(*s).into_owned())
                    }
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
        println!("{}", serde_json::json!([path, s(&f), s(&g)]));
        std::fs::write(
            format!("{out}/{}", std::path::Path::new(&path).file_name().unwrap().to_string_lossy()),
            after,
        )
        .unwrap();
    }
}
