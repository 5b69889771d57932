//! Static sites that Node.js builds: nginx serves the files.

use plimsoll_semantics::facts::images;
use plimsoll_semantics::{Dockerfile, Location, Stage};
use plimsoll_shell::Invocation;
use plimsoll_syntax::{Keyword, Placed};

use super::Declined;
use super::plan::{Place, Plan};
use super::program::{Program, healthcheck_program, resolve};
use super::sort::{Setup, Sorter, sort};
use crate::edit;

/// Where nginx's image looks for files.
const ROOT: &str = "/usr/share/nginx/html";

/// Nothing where the container starts something else than a server of static files.
pub(super) fn plan<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Result<Option<Plan<'a>>, Declined> {
    let Some(server) = Program::of(file, stage).ok().and_then(|program| Server::parse(&program)) else {
        return Ok(None);
    };
    const UNKNOWN: &str = "where the files are that it serves is not known";
    let files = resolve(file, server.instruction, &server.folder).ok_or(UNKNOWN)?;
    let below = files.below(&Location::absolute("/")).filter(|below| !below.is_empty()).ok_or(UNKNOWN)?;
    check(file, stage)?;
    let mut places = sort(file, stage, &StaticSite)?;
    for (instruction, place) in &mut places {
        match instruction.keyword() {
            Some(Keyword::Cmd | Keyword::Entrypoint) => *place = Place::Nowhere,
            Some(Keyword::Workdir | Keyword::Env) => *place = Place::Build,
            _ => {}
        }
    }
    let image = format!("nginx:{}-alpine", version());
    let copy = edit::keyword(file, Keyword::Copy);
    Ok(Some(Plan {
        title: "Serve the files with nginx, and build them in a stage of its own",
        brings: format!("{}{copy} --from={{build}} /{below} {ROOT}\n", server.configuration(&copy)),
        ..Plan::new(image, false, places)
    }))
}

/// `1.30` of the current tag.
fn version() -> &'static str {
    let tag = images::image("nginx").and_then(|facts| facts.current_tag);
    tag.and_then(|tag| tag.split('-').next()).unwrap_or("stable")
}

fn check(file: &Dockerfile, stage: Stage<'_>) -> Result<(), Declined> {
    if stage.user().is_root() != Some(true) {
        return Err("nginx can not start as its USER".to_owned());
    }
    if stage.instructions().any(|one| !edit::indentation(one).is_empty()) {
        return Err(
            "its lines are indented, and the heredoc with nginx's configuration must not be".to_owned()
        );
    }
    match healthcheck_program(file, stage) {
        Some(program) if images::has_tool("nginx", Some("alpine"), program) != Some(true) => {
            Err(format!("its HEALTHCHECK runs `{program}`, which the image of nginx does not have"))
        }
        _ => Ok(()),
    }
}

/// `serve` or `http-server`.
struct Server<'a> {
    instruction: Placed<'a>,
    folder: String,
    port: u16,
    /// Every path that is no file shows the start page.
    is_single_page: bool,
}

impl<'a> Server<'a> {
    fn parse(program: &Program<'a>) -> Option<Server<'a>> {
        let mut words = program.words.iter().map(String::as_str).peekable();
        words.next_if(|word| *word == "npx");
        let default_port = match words.next()? {
            "serve" => 3000,
            "http-server" => 8080,
            _ => return None,
        };
        let mut server = Server {
            instruction: program.instruction,
            folder: String::new(),
            port: default_port,
            is_single_page: false,
        };
        while let Some(word) = words.next() {
            match word {
                "-s" | "--single" => server.is_single_page = true,
                "-l" | "--listen" | "-p" | "--port" => {
                    server.port = words.next()?.rsplit(':').next()?.parse().ok()?;
                }
                "-n" | "--no-clipboard" | "--no-port-switching" | "-L" | "--no-request-logging" => {}
                _ if word.starts_with('-') || !server.folder.is_empty() => return None,
                folder => folder.clone_into(&mut server.folder),
            }
        }
        (!server.folder.is_empty()).then_some(server)
    }

    /// The port and the fallback that the server had.
    fn configuration(&self, copy: &str) -> String {
        let fallback = if self.is_single_page { "/index.html" } else { "=404" };
        format!(
            "{copy} <<'EOF' /etc/nginx/conf.d/default.conf\n\
             server {{\n    listen {};\n    root {ROOT};\n    location / {{\n        try_files $uri $uri/ {fallback};\n    }}\n}}\nEOF\n",
            self.port
        )
    }
}

/// Everything but the files is for the build.
struct StaticSite;

impl Sorter for StaticSite {
    fn builds(&self, invocation: &Invocation<'_>) -> bool {
        matches!(invocation.name, "corepack" | "npm" | "npx" | "pnpm" | "yarn" | "cp" | "mv" | "sed")
    }

    fn copy(&self, _: &Dockerfile, _: Placed<'_>) -> Result<Place, Declined> {
        Ok(Place::Build)
    }

    fn packages(&self, _: &Dockerfile, _: Placed<'_>) -> Result<Place, Declined> {
        Ok(Place::Build)
    }

    fn other_run(&self, program: &str, _: bool) -> Result<Place, Declined> {
        Err(format!("whether `{program}` prepares the build or the server is not known"))
    }

    fn setup(&self, _: Setup, _: bool) -> Place {
        Place::Build
    }

    fn env(&self, _: &Dockerfile, _: Placed<'_>) -> Place {
        Place::Build
    }
}
