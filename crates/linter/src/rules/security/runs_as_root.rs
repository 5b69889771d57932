//! See the page beside this file.

use plimsoll_semantics::facts::images::{Family, RootUse};
use plimsoll_semantics::{Base, Dockerfile, Location, Stage, User};
use plimsoll_shell::{Invocation, Script};
use plimsoll_syntax::{Keyword, Placed};
use plimsoll_text::TextRange;

use super::ownership::{add_user, command, own_folders};
use super::run_user::RunUser;
use crate::edit;
use crate::finding::{Finding, Fix};
use crate::report::Report;
use crate::rule::Rule;

pub(crate) static RULE: Rule = Rule::new("runs-as-root", include_str!("runs_as_root.md"), check);

fn check(file: &Dockerfile, report: &mut Report<'_>) {
    let Some(stage) = file.final_stage() else { return };
    let is_root = stage.user().is_root() == Some(true);
    if !is_root || is_data_only(stage) || drops_root(file, stage) {
        return;
    }
    let Some((range, message)) = place(file, stage) else { return };
    let finding = report.at(range, message);
    finding.aliases(root_user(file, stage).filter(|user| is_root_to_hadolint(*user)).map(|_| "DL3002"));
    mention_low_ports(stage, finding);
    mention_script(file, stage, finding);
    match need_of_root(file, stage) {
        Some(reason) => {
            finding.decline("Add a USER", reason);
        }
        None => finding.fixes.extend(fixes(file, stage)),
    }
}

fn mention_low_ports(stage: Stage<'_>, finding: &mut Finding) {
    let low = stage.exposed_ports().into_iter().filter(|exposed| exposed.port < 1024);
    for exposed in low.filter(|_| stage.family() != Family::Windows) {
        let port = exposed.port;
        let message = format!("Docker lets every user open port {port} since 20.10, other runtimes may not");
        finding.related(exposed.expose.range(exposed.span), message);
    }
}

/// Where a user is made and no USER names it, the script at the entrypoint may be what does.
fn mention_script(file: &Dockerfile, stage: Stage<'_>, finding: &mut Finding) {
    let Some(entrypoint) = stage.entrypoint().filter(|_| stage.creates_accounts()) else { return };
    let mut invocations = file.scripts(entrypoint).iter().flat_map(Script::invocations);
    let is_script = |name: &str| name.ends_with(".sh") || name.contains("entrypoint");
    if invocations.any(|(_, invocation)| is_script(invocation.name)) {
        let range = entrypoint.range(entrypoint.command().rest);
        finding.related(range, "if this script goes on as another user, nothing is wrong");
    }
}

/// Servers that do without root only when they are set up for that.
const NEEDS_ROOT: &[&str] = &[
    "apache2",
    "apache2ctl",
    "apachectl",
    "cron",
    "crond",
    "dockerd",
    "httpd",
    "init",
    "iptables",
    "nginx",
    "rsyslogd",
    "service",
    "sshd",
    "supervisord",
    "systemd",
    "vsftpd",
];

/// Why the container would not start as another user.
fn need_of_root(file: &Dockerfile, stage: Stage<'_>) -> Option<String> {
    if stage.own_root_use() == RootUse::Needs {
        return Some(
            "the server of this image starts as root, unless it is set up for another user".to_owned(),
        );
    }
    let commands = [stage.entrypoint(), stage.cmd()].into_iter().flatten();
    let mut invocations = commands.flat_map(|command| file.scripts(command)).flat_map(Script::invocations);
    if let Some((_, server)) = invocations.find(|(_, invocation)| NEEDS_ROOT.contains(&invocation.name)) {
        return Some(format!("`{}` starts as root, unless it is set up for another user", server.name));
    }
    uses_home_of_root(file, stage)
        .then(|| "only root may enter `/root`, and files of the image are there".to_owned())
}

fn uses_home_of_root(file: &Dockerfile, stage: Stage<'_>) -> bool {
    let home = Location::absolute("/root");
    let is_inside = |place: Location| place.below(&home).is_some();
    let is_copied = || {
        let copies = stage.instructions().filter_map(|one| file.copy(one));
        copies.into_iter().filter_map(|copy| copy.target).any(is_inside)
    };
    let is_run = || {
        let commands = [stage.entrypoint(), stage.cmd()].into_iter().flatten();
        commands.into_iter().any(|command| command.source().contains("/root/"))
    };
    stage.workdir().as_set().is_some_and(|path| is_inside(Location::absolute(path)))
        || is_copied()
        || is_run()
}

/// Files on `scratch`, to be copied from.
fn is_data_only(stage: Stage<'_>) -> bool {
    matches!(stage.root_base(), Base::Scratch) && stage.cmd().or(stage.entrypoint()).is_none()
}

/// Programs that run another one as another user.
const DROPPING: &[&str] =
    &["chpst", "gosu", "runuser", "s6-setuidgid", "setpriv", "setuidgid", "su", "su-exec"];

/// Whether the container's command goes on as somebody else by itself.
fn drops_root(file: &Dockerfile, stage: Stage<'_>) -> bool {
    let drops = |invocation: &Invocation<'_>| {
        DROPPING.contains(&invocation.name) || DROPPING.iter().any(|name| invocation.is_wrapped_in(name))
    };
    let commands = [stage.entrypoint(), stage.cmd()].into_iter().flatten();
    let scripts = commands.flat_map(|command| file.scripts(command));
    stage.own_root_use() == RootUse::Drops
        || scripts.flat_map(Script::invocations).any(|(_, invocation)| drops(&invocation))
        || has_program_for_entrypoint(stage)
}

/// Nobody installs these but for an entrypoint script that uses them.
fn has_program_for_entrypoint(stage: Stage<'_>) -> bool {
    let mentions = |instruction: Placed<'_>| {
        ["gosu", "su-exec"].into_iter().any(|program| instruction.source().contains(program))
    };
    stage.entrypoint().is_some() && stage.chain().flat_map(Stage::instructions).any(mentions)
}

/// The USER that makes it root; else what starts as root; else the image.
fn place(file: &Dockerfile, stage: Stage<'_>) -> Option<(TextRange, &'static str)> {
    if let Some(user) = root_user(file, stage) {
        return Some((
            user.range(user.command().rest),
            "the container runs as root: no other USER comes after this one",
        ));
    }
    match command(stage) {
        Some(command) => {
            let keyword = command.range(command.command().keyword_span);
            Some((keyword, "this runs as root: no USER comes before it"))
        }
        None => {
            Some((stage.image_range()?, "the container runs as root: the image does, and no USER changes it"))
        }
    }
}

/// The USER in force, in this stage or one that it is built from.
fn root_user<'a>(file: &'a Dockerfile, stage: Stage<'a>) -> Option<Placed<'a>> {
    match stage.user() {
        User::Set { item, .. } => file.tree().instruction(item),
        User::Image(_) => None,
    }
}

/// hadolint looks no further than these letters.
fn is_root_to_hadolint(user: Placed<'_>) -> bool {
    let text = user.text(user.command().rest);
    matches!(text.split(':').next(), Some("root" | "0"))
}

/// The best first.
fn fixes(file: &Dockerfile, stage: Stage<'_>) -> Vec<Fix> {
    let user = RunUser::of(stage);
    let title = format!("Add `USER {}`", user.name);
    if let Some(fix) = change_user(file, stage, &user, &title) {
        return vec![fix];
    }
    let plain = add_user(file, stage, &user, user.creation).map(|edits| Fix::not_safe(title, edits));
    own_folders(file, stage, &user).into_iter().chain(plain).collect()
}

/// Does with the USER that makes it root, where nothing behind it needs root.
fn change_user(file: &Dockerfile, stage: Stage<'_>, user: &RunUser, title: &str) -> Option<Fix> {
    let last_run = stage.last(Keyword::Run);
    let root = root_user(file, stage).filter(|root| root.index > stage.from().index)?;
    if last_run.is_some_and(|run| run.index > root.index) {
        return None;
    }
    if file.user_at(root)?.is_root() == Some(false) {
        return Some(Fix::not_safe("Remove this USER", vec![edit::remove(root)]));
    }
    let edits = vec![edit::replace(root, root.command().rest, &user.name)];
    user.creation.is_none().then(|| Fix::not_safe(title, edits))
}

#[cfg(test)]
mod tests {

    use plimsoll_semantics::Dockerfile;

    use crate::fixture;
    use crate::{apply_fix, lint, verified_fixes};

    fn findings(text: &str) -> (Dockerfile, Vec<crate::Finding>) {
        let file = fixture::file(text);
        let findings = lint(&file, &fixture::settings(&["runs-as-root"]));
        (file, findings)
    }

    /// The file after the first fix, and the codes of the finding; nothing without a finding.
    fn fixed(text: &str) -> Option<(String, String)> {
        let (file, findings) = findings(text);
        let finding = findings.first()?;
        let fix = verified_fixes(&file, finding).into_iter().next();
        let text = fix.and_then(|fix| apply_fix(&file, fix)).unwrap_or_default();
        Some((text, finding.aliases.join(" ")))
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(fixed(text).map(|(text, _)| text).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn keeps_line_endings_indentation_and_casing() {
        check("from node:24\r\n  cmd a", "from node:24\r\n  user node\r\n  cmd a");
        check("FROM node:24", "FROM node:24\nUSER node");
        check(
            "FROM alpine:3.22\r\nRUN a\r\n",
            "FROM alpine:3.22\r\nRUN a && addgroup -S app && adduser -S -G app app\r\nUSER app\r\n",
        );
    }

    #[test]
    fn comes_behind_all_that_needs_root() {
        check("FROM node:24\nCMD a\nRUN b\n", "FROM node:24\nCMD a\nRUN b\nUSER node\n");
        check(
            "FROM debian:13\nCMD a\nUSER root\nVOLUME /b\n",
            "FROM debian:13\nCMD a\nUSER root\nVOLUME /b\nRUN groupadd --system app && useradd --system --gid app --create-home app\nUSER app\n",
        );
        check("FROM node:24\nRUN a \\\n", "");
    }

    #[test]
    fn makes_no_user_where_it_can_not() {
        check("FROM rockylinux:9-minimal\n", "FROM rockylinux:9-minimal\nUSER 65532:65532\n");
        check(
            "FROM debian:13\nSHELL [\"pwsh\", \"-c\"]\n",
            "FROM debian:13\nSHELL [\"pwsh\", \"-c\"]\nUSER 65532:65532\n",
        );
        check("FROM example.com/a\nUSER root\n", "FROM example.com/a\nUSER 65532:65532\n");
    }

    #[test]
    fn makes_nobody_twice() {
        let app =
            "FROM debian:13\nRUN groupadd app && useradd -g app \"app$N\"\nCOPY a /srv/a/\nWORKDIR /srv/a\n";
        check(
            app,
            "FROM debian:13\nRUN groupadd app && useradd -g app \"app$N\"\nUSER 65532:65532\nCOPY --chown=65532:65532 a /srv/a/\nWORKDIR /srv/a\n",
        );
        check(
            "FROM debian:13 AS a\nRUN useradd web\nFROM a\nWORKDIR /b\nCOPY . .\n",
            "FROM debian:13 AS a\nRUN useradd web\nFROM a\nUSER web\nWORKDIR /b\nCOPY --chown=web . .\n",
        );
        check(
            "FROM debian:13\nWORKDIR /b\nCOPY . .\nRUN useradd web\n",
            "FROM debian:13\nWORKDIR /b\nCOPY . .\nRUN useradd web\nUSER web\n",
        );
    }

    #[test]
    fn owns_what_the_application_may_write_to() {
        check(
            "FROM node:24\nWORKDIR /a\nCOPY --link . .\nCMD b\n",
            "FROM node:24\nWORKDIR /a\nCOPY --link . .\nUSER node\nCMD b\n",
        );
        check(
            "FROM node:24\nRUN b\nVOLUME [\"/data\", \"/a\", \"/var/run\", \"/x $Y\"]\nWORKDIR /a\nCMD c\n",
            "FROM node:24\nRUN b && install -d -o node -g node /a /data\nVOLUME [\"/data\", \"/a\", \"/var/run\", \"/x $Y\"]\nWORKDIR /a\nUSER node\nCMD c\n",
        );
        check(
            "FROM node:24\nWORKDIR /etc/a\nCOPY . .\nCMD b\n",
            "FROM node:24\nWORKDIR /etc/a\nCOPY . .\nUSER node\nCMD b\n",
        );
        check(
            "FROM node:24\nWORKDIR /a\nCOPY --chown=1 a .\nCOPY b c\nCOPY d /e\nRUN f\n",
            "FROM node:24\nWORKDIR /a\nCOPY --chown=1 a .\nRUN install -d -o node -g node /a\nCOPY --chown=node:node b c\nCOPY d /e\nRUN f\nUSER node\n",
        );
    }

    #[test]
    fn says_why_it_has_no_fix() {
        let reason = |text: &str| findings(text).1[0].declined[0].reason.clone();
        let is_server = "the server of this image starts as root, unless it is set up for another user";
        assert_eq!(reason("FROM nginx:1.30\n"), is_server);
        assert_eq!(
            reason("FROM debian:13\nCMD exec sshd -D\n"),
            "`sshd` starts as root, unless it is set up for another user"
        );
        let in_home = "only root may enter `/root`, and files of the image are there";
        assert_eq!(reason("FROM debian:13\nWORKDIR /root/app\nCMD a\n"), in_home);
        assert_eq!(reason("FROM debian:13\nCOPY --from=a /root/.local /root/.local\nCMD a\n"), in_home);
    }

    #[test]
    fn mentions_what_may_stand_in_the_way() {
        let related = |text: &str| {
            let (_, findings) = findings(text);
            let messages = findings[0].related.iter().map(|one| one.message.clone());
            messages.collect::<Vec<_>>().join("; ")
        };
        assert_eq!(
            related("FROM debian:13\nEXPOSE 8080 443/tcp 53/udp\nCMD a\n"),
            "Docker lets every user open port 443 since 20.10, other runtimes may not"
        );
        assert_eq!(
            related("FROM debian:13\nRUN useradd a\nENTRYPOINT [\"/b.sh\"]\n"),
            "if this script goes on as another user, nothing is wrong"
        );
        assert_eq!(related("FROM debian:13\nENTRYPOINT [\"/b.sh\"]\n"), "");
    }

    #[test]
    fn a_command_may_change_the_user_itself() {
        assert_eq!(fixed("FROM debian:13\nCMD [\"gosu\", \"www-data\", \"a\"]\n"), None);
        assert_eq!(fixed("FROM debian:13\nENTRYPOINT exec setpriv --reuid=app a\n"), None);
        assert_eq!(fixed("FROM postgres:18\nCMD [\"postgres\", \"-c\", \"a=b\"]\n"), None);
        assert!(fixed("FROM postgres:18\nENTRYPOINT [\"a\"]\n").is_some());
    }

    #[test]
    fn hadolint_sees_root_only_in_so_many_letters() {
        let codes = |text: &str| fixed(text).unwrap().1;
        assert_eq!(codes("FROM a\nUSER root:root\n"), "DL3002");
        assert_eq!(codes("FROM a\nUSER 0\n"), "DL3002");
        assert_eq!(codes("FROM a\nUSER 00\n"), "");
        assert_eq!(codes("FROM debian:13\n"), "");
    }
}
