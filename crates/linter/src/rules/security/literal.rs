//! Shared: the fix that reads a secret from a variable, in place of writing it into a command.

use std::collections::{HashMap, HashSet};

use plimsoll_semantics::{Dockerfile, User};
use plimsoll_shell::{Assignment, Invocation, PieceKind, Site, Step, Word};
use plimsoll_syntax::{Arguments, Keyword, Placed};
use plimsoll_text::{Span, TextEdit};

use super::secret_mount::{SecretMount, names, refusal_of_variables};
use crate::edit;
use crate::finding::Fix;

/// A secret that is written out in a command.
pub(super) struct Literal<'s> {
    /// The command that it is for.
    pub(super) site: Site<'s>,
    /// The word that has it, or a part of that.
    pub(super) word: Span,
    pub(super) secret: &'s str,
    /// What a variable for it is called, if nothing else is.
    pub(super) variable: String,
}

/// The variables that the fixes of a file use: one for each secret.
pub(super) struct Variables<'a> {
    file: &'a Dockerfile,
    names: HashMap<String, String>,
    taken: HashSet<String>,
    /// The last number behind a name, for names that several secrets would have.
    numbers: HashMap<String, u32>,
}

/// More secrets in one instruction than a quick fix should have to do with.
const MANY_LITERALS: usize = 32;

impl<'a> Variables<'a> {
    pub(super) fn of(file: &'a Dockerfile) -> Self {
        Variables { file, names: HashMap::new(), taken: HashSet::new(), numbers: HashMap::new() }
    }

    /// Takes a secret out of an instruction, wherever it has it. Else says what stands against it.
    pub(super) fn fix(
        &mut self,
        instruction: Placed<'_>,
        literals: &[Literal<'_>],
        secret: &str,
    ) -> Result<Fix, String> {
        let is_exec = match &instruction.command().arguments {
            Arguments::Health(health) => matches!(*health.command, Arguments::Json(_)),
            arguments => matches!(arguments, Arguments::Json(_)),
        };
        if is_exec {
            return Err("exec form has no shell that knows variables".to_owned());
        }
        if !self.file.shell_at(instruction).dialect().is_posix() {
            return Err("how this shell reads variables is not known".to_owned());
        }
        if literals.len() > MANY_LITERALS {
            return Err("there are too many secrets here".to_owned());
        }
        let literals: Vec<&Literal<'_>> = literals.iter().filter(|one| one.secret == secret).collect();
        literals.iter().try_for_each(|literal| literal.check(instruction))?;
        if literals.iter().all(|literal| literal.is_address_for_git()) {
            return self.without_user(instruction, &literals);
        }
        let name = self.name(instruction, literals.first().ok_or("there is none")?);
        let edits = literals.iter().map(|literal| literal.edit(instruction, &name));
        let edits: Vec<TextEdit> =
            edits.collect::<Option<_>>().ok_or("its quotes leave no place for a variable")?;
        if instruction.keyword() != Some(Keyword::Run) {
            let title = format!("Read it from a variable: `docker run --env {name}`");
            return Ok(Fix::not_safe(title, edits));
        }
        if let Some(refusal) = refusal_of_variables(self.file) {
            return Err(refusal.to_owned());
        }
        let mount = SecretMount::variable(&name);
        let title =
            format!("Read it from a secret mount: `docker build --secret id={},env={name}`", mount.id);
        Ok(Fix::not_safe(title, mount.add_to(self.file, instruction).into_iter().chain(edits).collect()))
    }

    /// The name of the variable for a secret: no other secret has it, and nothing in the instruction.
    fn name(&mut self, instruction: Placed<'_>, literal: &Literal<'_>) -> String {
        if let Some(name) = self.names.get(literal.secret) {
            return name.clone();
        }
        let own = literal.assignment().map(|own| &*own.name);
        let is_free = |name: &str, taken: &HashSet<String>| {
            let is_defined = self.file.lookup(name, instruction).is_some();
            let is_mentioned = names(instruction).any(|known| known == name);
            !taken.contains(name) && (own == Some(name) || !is_defined && !is_mentioned)
        };
        let number = self.numbers.entry(literal.variable.clone()).or_default();
        let name = loop {
            *number += 1;
            let name = match *number {
                1 => literal.variable.clone(),
                number => format!("{}_{number}", literal.variable),
            };
            if is_free(&name, &self.taken) {
                break name;
            }
        };
        self.taken.insert(name.clone());
        self.names.insert(literal.secret.to_owned(), name.clone());
        name
    }

    /// Git keeps the address that it clones from; what `.netrc` says it does not.
    fn without_user(&self, run: Placed<'_>, literals: &[&Literal<'_>]) -> Result<Fix, String> {
        if run.keyword() != Some(Keyword::Run)
            || self.file.user_at(run).as_ref().and_then(User::is_root) == Some(false)
        {
            return Err("Git keeps the address, and where it looks for `.netrc` is not known".to_owned());
        }
        let edits = literals.iter().map(|literal| {
            let source = run.instruction.source_of(literal.word);
            let at = source.find(literal.secret)?;
            let start = source[..at].rfind("://")? + "://".len();
            let end = at + source[at..].find('@')? + 1;
            let offset = |at: usize| literal.word.start + at as u32;
            Some(edit::replace(run, Span::new(offset(start), offset(end)), ""))
        });
        let edits: Vec<TextEdit> = edits.collect::<Option<_>>().ok_or("the address has quotes in it")?;
        let mount = SecretMount::file(".netrc", "/root/.netrc");
        let title = "Mount a `.netrc` that has it: `docker build --secret id=netrc,src=.netrc`";
        Ok(Fix::not_safe(title, mount.add_to(self.file, run).into_iter().chain(edits).collect()))
    }
}

/// Programs that write the secret into a file of the image, by the first operand.
const KEEPERS: &[(&[&str], &[&str])] = &[
    (&["bundle", "composer", "git", "npm", "pip", "pip3", "pnpm", "poetry", "yarn"], &["config", "set"]),
    (&["az", "buildah", "crane", "docker", "nerdctl", "oras", "podman", "skopeo"], &["login"]),
    (&["dotnet"], &["nuget"]),
    (&["nuget"], &["sources", "setapikey"]),
];

impl<'s> Literal<'s> {
    fn check(&self, instruction: Placed<'_>) -> Result<(), String> {
        if self.site.surroundings.inner_script {
            return Err("it stands in a script within the script".to_owned());
        }
        if let Some((program, command)) = self.site.command.invocation().as_ref().and_then(keeper) {
            let keeps = format!("`{program} {command}` keeps it in the image");
            return if instruction.keyword() == Some(Keyword::Run) { Err(keeps) } else { Ok(()) };
        }
        Ok(())
    }

    fn is_address_for_git(&self) -> bool {
        let is_git = self.site.command.invocation().is_some_and(|invocation| invocation.name == "git");
        is_git && self.in_word().is_some_and(|word| word.text().contains("://"))
    }

    /// The variable that the command sets to it.
    fn assignment(&self) -> Option<&'s Assignment> {
        self.site.command.assignments.iter().find(|assignment| assignment.value.span.contains(self.word))
    }

    /// The word that has it, of the command or of the one that writes into its pipe.
    fn in_word(&self) -> Option<&'s Word> {
        let steps = self.site.pipeline.steps.iter();
        let commands = steps.filter_map(|step| match step {
            Step::Command(command) => Some(command),
            Step::Compound(_) => None,
        });
        let words = commands.chain([self.site.command]).flat_map(|command| &command.words);
        words.chain(self.assignment().map(|own| &own.value)).find(|word| word.span.contains(self.word))
    }

    fn edit(&self, instruction: Placed<'_>, name: &str) -> Option<TextEdit> {
        if let (Some(own), Some(program)) = (self.assignment(), self.site.command.words.first())
            && &*own.name == name
        {
            // The environment has it already.
            let next = self.site.command.assignments.iter().find(|other| other.span.start > own.span.start);
            let end = next.map_or(program.span.start, |next| next.span.start);
            return Some(edit::replace(instruction, Span::new(own.span.start, end), ""));
        }
        let word = self.in_word()?;
        let is_on_one_line = !instruction.instruction.source_of(word.span).contains('\n');
        let text = with_variable(word, self.secret, name).filter(|_| is_on_one_line)?;
        Some(edit::replace(instruction, word.span, text))
    }
}

/// The program and its command, if it keeps the secret.
fn keeper<'s>(invocation: &Invocation<'s>) -> Option<(&'s str, &'s str)> {
    let command = invocation.subcommand()?;
    let keeps = |(programs, commands): &(&[&str], &[&str])| {
        programs.contains(&invocation.name) && commands.contains(&command)
    };
    KEEPERS.iter().any(keeps).then_some((invocation.name, command))
}

/// The word in double quotes, with a variable in place of a secret. Options stay in front of the quotes.
fn with_variable(word: &Word, secret: &str, name: &str) -> Option<String> {
    let text = word.literal()?;
    let mut places = text.match_indices(secret);
    let at = match (places.next()?, places.next()) {
        ((at, _), None) => at,
        // `test:test`
        _ => text.strip_suffix(secret)?.len(),
    };
    let (before, after) = (&text[..at], &text[at + secret.len()..]);
    let is_pattern = |kind: &PieceKind| matches!(kind, PieceKind::Glob | PieceKind::Tilde | PieceKind::Brace);
    let has_pattern = word.pieces.iter().any(|piece| is_pattern(&piece.kind)) && !text.contains("://");
    if has_pattern || [before, after].iter().any(|part| part.contains(['"', '$', '`', '\\', '\n'])) {
        return None;
    }
    let option = match before.find('=').filter(|_| before.starts_with("--")) {
        Some(equals) => equals + 1,
        None if is_short_option(before) => 2,
        None => 0,
    };
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let variable = if after.starts_with(is_part) { format!("${{{name}}}") } else { format!("${name}") };
    Some(format!("{}\"{}{variable}{after}\"", &before[..option], &before[option..]))
}

/// `-u` of `-uuser:password`
fn is_short_option(text: &str) -> bool {
    matches!(text.as_bytes(), [b'-', letter, ..] if letter.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use plimsoll_syntax::SyntaxTree;

    use crate::{fix_all, fixture};

    const RULE: &str = "secret-in-command";

    /// The instruction after the fix of its first finding, or why there is none.
    fn read(instruction: &str) -> String {
        match fixture::fixed(&format!("FROM a\n{instruction}"), RULE).unwrap() {
            Ok(text) => text["FROM a\n".len()..].to_owned(),
            Err(reason) => reason.unwrap_or("withheld".to_owned()),
        }
    }

    fn check(instruction: &str, expected: &str) {
        assert_eq!(read(instruction), expected, "{instruction}");
    }

    const MOUNT: &str = "RUN --mount=type=secret";

    #[test]
    fn a_variable_in_double_quotes() {
        for (command, expected) in [
            (
                "curl -u ci:horse a.dev",
                "id=curl_password,env=CURL_PASSWORD,required curl -u \"ci:$CURL_PASSWORD\" a.dev",
            ),
            (
                "curl -uci:horse a.dev",
                "id=curl_password,env=CURL_PASSWORD,required curl -u\"ci:$CURL_PASSWORD\" a.dev",
            ),
            (
                "wget --password='horse' a",
                "id=wget_password,env=WGET_PASSWORD,required wget --password=\"$WGET_PASSWORD\" a",
            ),
            (
                "curl -H 'X-Api-Key: horse' a",
                "id=api_token,env=API_TOKEN,required curl -H \"X-Api-Key: $API_TOKEN\" a",
            ),
            (
                "curl https://u:horse@a.dev/b?c=d",
                "id=url_password,env=URL_PASSWORD,required curl \"https://u:$URL_PASSWORD@a.dev/b?c=d\"",
            ),
            (
                "mysql -phorse a",
                "id=mysql_password,env=MYSQL_PASSWORD,required mysql -p\"$MYSQL_PASSWORD\" a",
            ),
            (
                "echo root:horse | chpasswd",
                "id=user_password,env=USER_PASSWORD,required echo \"root:$USER_PASSWORD\" | chpasswd",
            ),
        ] {
            check(&format!("RUN {command}\n"), &format!("{MOUNT},{expected}\n"));
        }
    }

    #[test]
    fn a_variable_that_programs_read_anyway() {
        let mount = format!("{MOUNT},id=pgpassword,env=PGPASSWORD,required");
        check("RUN PGPASSWORD=horse psql a\n", &format!("{mount} psql a\n"));
        check("RUN PGPASSWORD=horse A=b psql a\n", &format!("{mount} A=b psql a\n"));
        check("RUN PGPASSWORD=horse; psql a\n", &format!("{mount} PGPASSWORD=\"$PGPASSWORD\"; psql a\n"));
    }

    #[test]
    fn git_reads_a_file() {
        let mount = format!("{MOUNT},id=netrc,target=/root/.netrc,required");
        check("RUN git clone https://u:horse@a.dev/b\n", &format!("{mount} git clone https://a.dev/b\n"));
        check(
            "RUN git fetch 'https://horse:x-oauth-basic@a.dev/b'\n",
            &format!("{mount} \\\n    git fetch 'https://a.dev/b'\n"),
        );
        check(
            "USER b\nRUN git clone https://u:horse@a.dev/b\n",
            "Git keeps the address, and where it looks for `.netrc` is not known",
        );
    }

    #[test]
    fn containers_get_it_when_they_start() {
        check("CMD redis-cli -a horse ping\n", "CMD redis-cli -a \"$REDIS_CLI_PASSWORD\" ping\n");
        check("CMD [\"redis-cli\", \"-a\", \"horse\"]\n", "exec form has no shell that knows variables");
    }

    #[test]
    fn what_stands_against_it() {
        for (command, reason) in [
            (
                "git config --global url.https://u:horse@a.dev/.insteadOf https://a.dev/",
                "`git config` keeps it in the image",
            ),
            ("npm config set //a.dev/:_authToken=horse", "`npm config` keeps it in the image"),
            ("docker login -p horse a.dev", "`docker login` keeps it in the image"),
            ("sh -c 'curl -u ci:horse a.dev'", "it stands in a script within the script"),
            ("curl -u 'c\"i:horse' a.dev", "its quotes leave no place for a variable"),
        ] {
            check(&format!("RUN {command}\n"), reason);
        }
    }

    /// One secret, one variable; two secrets, two.
    #[test]
    fn all_of_a_file() {
        let text = "FROM a\nRUN curl -u a:horse b.dev && curl -u a:horse c.dev && curl -u a:staple d.dev\nRUN curl -u a:horse e.dev\n";
        let file = fixture::file(text);
        let expected = format!(
            "FROM a\n{MOUNT},id=curl_password_2,env=CURL_PASSWORD_2,required \\\n    \
             --mount=type=secret,id=curl_password,env=CURL_PASSWORD,required \\\n    \
             curl -u \"a:$CURL_PASSWORD\" b.dev && curl -u \"a:$CURL_PASSWORD\" c.dev && curl -u \"a:$CURL_PASSWORD_2\" d.dev\n\
             {MOUNT},id=curl_password,env=CURL_PASSWORD,required curl -u \"a:$CURL_PASSWORD\" e.dev\n"
        );
        let settings = fixture::settings(&[RULE]);
        let fixed = fix_all(&file, &settings, true).text;
        assert_eq!(fixed, expected);
        let again = fix_all(&file.with_tree(SyntaxTree::parse(&fixed)), &settings, true);
        assert_eq!(again.applied, 0);
    }
}
