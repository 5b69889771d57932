//! The outcome of a build: the configuration of the last stage's image, and the steps that make it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use plimsoll_semantics::{Base, Copy, Dockerfile, ExpandedText, NoContext, Path, PathKind, Stage};
use plimsoll_syntax::expansion::Value;
use plimsoll_syntax::{Arguments, Heredoc, JsonArray, Keyword, Pair, Placed, SyntaxTree, clean_path};
use plimsoll_text::Span;

use super::checks::warnings;
use super::failure::failure;
use super::json::to_json;
use super::outcome::{Config, CopyStep, Empty, Healthcheck, Step};

/// `config {…} · copy {…} · …`, or the error. The arguments may be `-build-arg name=value`.
pub fn image(text: &str, args: &[String]) -> String {
    let build_args = args.chunks(2).filter(|pair| pair[0] == "-build-arg");
    let build_args: BTreeMap<String, String> = build_args
        .filter_map(|pair| pair[1].split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let text = with_fired_triggers(text);
    let file = Dockerfile::with_build_args(SyntaxTree::parse(&text), Arc::new(NoContext), build_args);
    if let Some(failure) = failure(&text, &file) {
        return format!("error: {}", failure.message);
    }
    let mut build = Build { file: &file, config: Config::default(), steps: Vec::new(), has_cmd: false };
    build.run();
    let steps: String = build.steps.iter().map(|step| format!(" · {}", step.show())).collect();
    let warnings = warnings(&file).map(|(name, _)| name).filter(|name| build.keeps(name));
    let warnings: String = warnings.map(|name| format!(" · warn {name}")).collect();
    format!("config {}{steps}{warnings}", to_json(&build.config))
}

/// The file with what follows ONBUILD behind every FROM that fires it.
fn with_fired_triggers(text: &str) -> String {
    let file = Dockerfile::new(SyntaxTree::parse(text), Arc::new(NoContext));
    let mut fired = text.to_owned();
    for stage in file.stages().rev() {
        let Base::Stage(parent) = stage.base() else { continue };
        let triggers =
            file.stage(*parent).into_iter().flat_map(|parent| parent.instructions_of(Keyword::Onbuild));
        let lines: String = triggers.filter_map(trigger_lines).collect();
        fired.insert_str(stage.from().full_range().end().into(), &lines);
    }
    fired
}

fn trigger_lines(onbuild: Placed<'_>) -> Option<String> {
    let Arguments::Trigger(trigger) = &onbuild.instruction.command().arguments else { return None };
    Some(onbuild.source()[trigger.keyword_span.start as usize..].to_owned())
}

struct Build<'a> {
    file: &'a Dockerfile,
    config: Config,
    steps: Vec<Step>,
    /// This stage has a CMD.
    has_cmd: bool,
}

impl<'a> Build<'a> {
    fn run(&mut self) {
        let Some(last) = self.file.final_stage() else { return };
        if let Base::Image(image) = last.root_base() {
            self.config = Config::of_base(&image.text);
        }
        let stages: Vec<Stage<'a>> = last.chain().collect();
        for stage in stages.into_iter().rev() {
            self.has_cmd = false;
            for instruction in stage.instructions() {
                self.instruction(instruction);
            }
        }
    }

    fn instruction(&mut self, instruction: Placed<'a>) {
        let arguments = &instruction.instruction.command().arguments;
        match (instruction.keyword(), arguments) {
            (Some(Keyword::Env), _) => {
                for definition in self.file.definitions_in(instruction) {
                    self.config.set_env(&definition.name, definition.value.as_set().unwrap_or_default());
                }
            }
            (Some(Keyword::Label), Arguments::Pairs(pairs)) => self.labels(instruction, pairs),
            (Some(Keyword::Label), Arguments::LegacyPair(pair)) => self.labels(instruction, &[*pair]),
            (Some(Keyword::Expose), _) => self.expose(instruction),
            (Some(Keyword::Volume), _) => {
                let volumes = self.texts(instruction).into_iter().map(|volume| (volume, Empty {}));
                self.config.volumes.extend(volumes);
            }
            (Some(Keyword::User), _) => self.config.user = self.texts(instruction).concat(),
            (Some(Keyword::Stopsignal), _) => self.config.stop_signal = self.texts(instruction).concat(),
            (Some(Keyword::Workdir), _) => self.workdir(instruction),
            (Some(Keyword::Shell), Arguments::Json(array)) => self.config.shell = strings(array),
            (Some(Keyword::Cmd), arguments) => {
                self.config.cmd = self.command_line(instruction, arguments);
                self.config.args_escaped = true;
                self.has_cmd = true;
            }
            (Some(Keyword::Entrypoint), arguments) => {
                self.config.entrypoint = self.command_line(instruction, arguments);
                if !self.has_cmd {
                    self.config.cmd.clear();
                }
            }
            (Some(Keyword::Healthcheck), Arguments::Health(health)) => {
                let test = match &*health.command {
                    Arguments::Json(array) => [vec!["CMD".into()], strings(array)].concat(),
                    Arguments::Shell(command) if !command.is_empty() => {
                        vec!["CMD-SHELL".into(), instruction.text(*command).into_owned()]
                    }
                    _ => vec!["NONE".into()],
                };
                self.config.healthcheck = Some(Healthcheck { test });
            }
            (Some(Keyword::Run), arguments) => self.run_command(instruction, arguments),
            (Some(Keyword::Copy | Keyword::Add), _) => self.copy(instruction),
            _ => {}
        }
    }

    /// Only the base image says that it has a shell of its own, which silences this check.
    fn keeps(&self, check: &str) -> bool {
        check != "JSONArgsRecommended" || self.config.shell.is_empty()
    }

    /// What every expanded part of an instruction becomes, those of its flags left out.
    fn texts(&self, instruction: Placed<'a>) -> Vec<String> {
        let rest = instruction.instruction.command().rest;
        let texts = self.file.expanded_texts(instruction).into_iter();
        texts.filter(|text| rest.contains(text.span)).map(|text| self.evaluate(&text)).collect()
    }

    fn evaluate(&self, text: &ExpandedText<'_>) -> String {
        match self.file.evaluate(text) {
            Ok(Value::Set(value)) => value,
            other => panic!("{:?} has no value: {other:?}", text.text),
        }
    }

    fn labels(&mut self, instruction: Placed<'a>, pairs: &[Pair]) {
        let value = |span: Span| match self.file.value_of(instruction, span) {
            Value::Set(value) => value,
            other => panic!("{:?} has no value: {other:?}", instruction.source_of(span)),
        };
        let labels = pairs.iter().map(|pair| (value(pair.key), pair.value.map(value).unwrap_or_default()));
        self.config.labels.extend(labels.collect::<Vec<_>>());
    }

    fn expose(&mut self, instruction: Placed<'a>) {
        for text in self.texts(instruction) {
            for port in text.split_whitespace() {
                let port = if port.contains('/') { port.to_owned() } else { format!("{port}/tcp") };
                self.config.exposed_ports.insert(port, Empty {});
            }
        }
    }

    fn workdir(&mut self, instruction: Placed<'a>) {
        let Value::Set(path) = self.file.workdir_after(instruction) else { return };
        self.config.working_dir.clone_from(&path);
        self.steps.push(Step::MakeFolder { path });
    }

    /// What CMD and ENTRYPOINT store.
    fn command_line(&self, instruction: Placed<'a>, arguments: &Arguments) -> Vec<String> {
        match arguments {
            Arguments::Json(array) => strings(array),
            Arguments::Shell(text) => self.in_shell(instruction, instruction.text(*text).into_owned()),
            _ => Vec::new(),
        }
    }

    fn in_shell(&self, instruction: Placed<'a>, script: String) -> Vec<String> {
        let shell = self.file.shell_at(instruction);
        let inherits = shell.item.is_none() && !self.config.shell.is_empty();
        let mut argv = if inherits { self.config.shell.clone() } else { shell.argv };
        argv.push(script);
        argv
    }

    fn run_command(&mut self, instruction: Placed<'a>, arguments: &Arguments) {
        let argv = match (arguments, instruction.instruction.heredocs()) {
            (Arguments::Json(array), _) if array.elements.is_empty() => {
                return self.steps.push(Step::Invalid("arguments are required"));
            }
            (Arguments::Json(array), _) => strings(array),
            (Arguments::Shell(text), [only]) if only.marker == *text => {
                let body = body(instruction, only);
                let script = if body.starts_with("#!") { self.script_file(only, body) } else { body };
                self.in_shell(instruction, script)
            }
            (Arguments::Shell(text), heredocs) => {
                let mut script = instruction.text(*text).into_owned();
                for heredoc in heredocs {
                    script += &format!("\n{}{}", instruction.source_of(heredoc.body), heredoc.name);
                }
                self.in_shell(instruction, script)
            }
            _ => return,
        };
        self.steps.push(Step::Exec(argv));
    }

    /// Where a heredoc with a `#!` line is put to be run.
    fn script_file(&mut self, heredoc: &Heredoc, data: String) -> String {
        self.steps.push(Step::MakeFile { path: rooted(&heredoc.name), mode: 0o755, data });
        format!("/dev/pipes/{}", heredoc.name)
    }

    /// Heredocs are written first, then copied behind the other sources.
    fn copy(&mut self, instruction: Placed<'a>) {
        let Some(copy) = self.file.copy(instruction) else { return };
        let is_heredoc = |path: &&Path<'_>| matches!(path.kind, PathKind::Heredoc(_));
        let (heredocs, others): (Vec<_>, Vec<_>) = copy.sources.iter().partition(is_heredoc);
        let mut written = Vec::new();
        for path in &heredocs {
            let PathKind::Heredoc(heredoc) = path.kind else { continue };
            if !written.contains(&&heredoc.name) {
                written.push(&heredoc.name);
                let data = self.heredoc_data(instruction, heredoc);
                self.steps.push(Step::MakeFile { path: rooted(&heredoc.name), mode: 0o644, data });
            }
        }
        let flags = |name: &'static str| {
            let flags = instruction.instruction.command().flags.iter();
            let named = flags.filter(move |flag| instruction.flag_name(flag) == name);
            named.filter_map(|flag| instruction.instruction.flag_value(flag))
        };
        let dest = self.destination(&copy);
        for path in others.into_iter().chain(heredocs) {
            let src = match path.kind {
                PathKind::Heredoc(heredoc) => rooted(&heredoc.name),
                _ => rooted(path.text().unwrap_or_default()),
            };
            let mode =
                flags("chmod").next().and_then(|mode| i64::from_str_radix(&mode, 8).ok()).unwrap_or(-1);
            let exclude_patterns = flags("exclude").map(Cow::into_owned).collect();
            self.steps.push(Step::Copy(CopyStep { src, dest: dest.clone(), mode, exclude_patterns }));
        }
    }

    /// Absolute; a `/` at its end means something.
    fn destination(&self, copy: &Copy<'_>) -> String {
        let folder = copy.destination_folder(self.file);
        let folder = folder.as_set().unwrap_or_default();
        let ends_in_slash = copy.destination.text().is_some_and(|text| text.ends_with('/'));
        if ends_in_slash && folder != "/" { format!("{folder}/") } else { folder.to_owned() }
    }

    fn heredoc_data(&self, instruction: Placed<'a>, heredoc: &Heredoc) -> String {
        let texts = self.file.expanded_texts(instruction);
        let text = texts.iter().find(|text| text.span == heredoc.body);
        text.map_or_else(|| body(instruction, heredoc), |text| self.evaluate(text))
    }
}

fn strings(array: &JsonArray) -> Vec<String> {
    array.elements.iter().map(|element| element.value.to_string()).collect()
}

/// A heredoc's body, without the leading tabs that `<<-` takes away.
fn body(instruction: Placed<'_>, heredoc: &Heredoc) -> String {
    let text = instruction.source_of(heredoc.body);
    if !heredoc.chomp {
        return text.to_owned();
    }
    text.split_inclusive('\n').map(|line| line.trim_start_matches('\t')).collect()
}

/// A path below the root.
fn rooted(path: &str) -> String {
    clean_path(&format!("/{path}"))
}
