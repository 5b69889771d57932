//! The shapes. Where two of them may fit, the first one counts.
//!
//! Sources: gitleaks b58d3f10 (2026-07-22), `config/gitleaks.toml`; for entries marked TH, TruffleHog 3ab759fef
//! (2026-08-21), `pkg/detectors`. Where another source is named, it stands at the entry.

use super::Part::{self, Between, Run, Text};
use super::Set::{Alphanumeric, Base32, Base64, Base64Url, Digit, Dotted, Hex, Letter, Lower, Upper};
use super::{Proof, Set, Shape};

const fn shape(kind: &'static str, anchors: &'static [&'static str], parts: &'static [Part]) -> Shape {
    Shape { kind, anchors, before: None, parts, proof: Proof::Random }
}

impl Shape {
    const fn behind(mut self, set: Set, len: usize) -> Self {
        self.before = Some((set, len));
        self
    }

    const fn proven(mut self, proof: Proof) -> Self {
        self.proof = proof;
        self
    }
}

pub(super) const SHAPES: &[Shape] = &[
    // Keys that are files.
    shape("a private key", &["-----BEGIN "], &[]).proven(Proof::Pem),
    shape("an age secret key", &["AGE-SECRET-KEY-1"], &[Run(Upper, 58, 58)])
        .proven(Proof::Bech32("age-secret-key-")),
    // Clouds.
    shape("an AWS access key ID", &["AKIA", "ASIA", "ABIA", "ACCA"], &[Run(Base32, 16, 16)]),
    // AWS, "Manage access keys for IAM users": 40 characters.
    shape(
        "an AWS secret access key",
        &[
            "aws_secret_access_key",
            "AWS_SECRET_ACCESS_KEY",
            "aws_secret_key",
            "AWS_SECRET_KEY",
            "secretAccessKey",
            "SecretAccessKey",
        ],
        &[Between, Run(Base64, 40, 40)],
    ),
    shape("an Amazon Bedrock API key", &["ABSK"], &[Run(Base64, 109, 269)]),
    shape("a Google API key", &["AIza"], &[Run(Base64Url, 35, 35)]),
    // Google, "Create access credentials": the client secret of an OAuth client.
    shape("a Google OAuth client secret", &["GOCSPX-"], &[Run(Base64Url, 28, 28)]),
    // Microsoft, "Configure Azure Storage connection strings": 64 bytes in base 64.
    shape("an Azure Storage account key", &["AccountKey"], &[Between, Run(Base64, 86, 86), Text("==")]),
    shape(
        "a Microsoft Entra client secret",
        &["0Q~", "1Q~", "2Q~", "3Q~", "4Q~", "5Q~", "6Q~", "7Q~", "8Q~", "9Q~"],
        &[Run(Dotted, 31, 34)],
    )
    .behind(Dotted, 3),
    shape("an Alibaba Cloud access key ID", &["LTAI"], &[Run(Alphanumeric, 20, 20)]),
    shape("a DigitalOcean token", &["dop_v1_", "doo_v1_", "dor_v1_"], &[Run(Hex, 64, 64)]),
    shape("a Heroku API key", &["HRKU-AA"], &[Run(Base64Url, 58, 58)]),
    shape("a Fly.io token", &["fo1_"], &[Run(Base64Url, 43, 43)]),
    shape("a Fly.io token", &["fm1a_", "fm1r_", "fm2_"], &[Run(Base64, 100, 2000)]),
    // TH
    shape("a Google OAuth access token", &["ya29."], &[Run(Base64Url, 40, 400)]),
    // Microsoft, "Use personal access tokens" of Azure DevOps: 84 characters with `AZDO` behind the 76th.
    shape("an Azure DevOps token", &["AZDO"], &[Run(Alphanumeric, 4, 4)]).behind(Alphanumeric, 76),
    shape("a Yandex Cloud API key", &["AQVN"], &[Run(Base64Url, 35, 38)]),
    // TH
    shape("a Netlify token", &["nfp_"], &[Run(Alphanumeric, 36, 36)]),
    // TH
    shape("a Supabase token", &["sbp_"], &[Run(Hex, 40, 40)]),
    // TH
    shape(
        "a Tailscale key",
        &["tskey-api-", "tskey-auth-", "tskey-client-"],
        &[Run(Alphanumeric, 10, 40), Text("-"), Run(Alphanumeric, 20, 60)],
    ),
    shape("a Cloudflare origin CA key", &["v1.0-"], &[Run(Hex, 24, 24), Text("-"), Run(Hex, 146, 146)]),
    shape("a Scalingo token", &["tk-us-"], &[Run(Base64Url, 48, 48)]),
    // Forges.
    shape("a GitHub token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], &[Run(Alphanumeric, 36, 36)])
        .proven(Proof::Checksum),
    shape("a GitHub fine-grained token", &["github_pat_"], &[Run(Base64Url, 82, 82)]),
    shape(
        "a GitLab token",
        &["glpat-", "gldt-", "glrt-", "glft-", "glsoat-", "glffct-", "GR1348941"],
        &[Run(Base64Url, 20, 20)],
    ),
    shape("a GitLab token", &["glpat-", "glrt-"], &[Run(Base64Url, 27, 300), Text("."), Run(Lower, 9, 9)]),
    shape("a GitLab job token", &["glcbt-"], &[Run(Base64Url, 22, 26)]),
    shape("a GitLab trigger token", &["glptt-"], &[Run(Hex, 40, 40)]),
    shape("a GitLab mail token", &["glimt-"], &[Run(Base64Url, 25, 25)]),
    shape("a GitLab agent token", &["glagent-"], &[Run(Base64Url, 50, 50)]),
    shape("a GitLab application secret", &["gloas-"], &[Run(Base64Url, 64, 64)]),
    // Atlassian, "API tokens" and "App passwords".
    shape("an Atlassian API token", &["ATATT3"], &[Run(Dotted, 186, 186)]),
    shape("a Bitbucket app password", &["ATBB"], &[Run(Alphanumeric, 32, 32)]),
    shape("a Sourcegraph token", &["sgp_"], &[Run(Hex, 40, 40)]),
    // TH
    shape("a Buildkite token", &["bkua_"], &[Run(Hex, 40, 40)]),
    // TH
    shape("a CircleCI token", &["CCIPAT_"], &[Run(Alphanumeric, 22, 22), Text("_"), Run(Hex, 40, 40)]),
    shape("a SonarQube token", &["squ_", "sqp_", "sqa_"], &[Run(Alphanumeric, 40, 40)]),
    // TH
    shape("a SonarQube Cloud token", &["sqco_"], &[Run(Alphanumeric, 59, 59)]),
    shape("an Octopus Deploy API key", &["API-"], &[Run(Upper, 26, 26)]),
    shape(
        "a Harness API key",
        &["pat.", "sat."],
        &[Run(Base64Url, 22, 22), Text("."), Run(Alphanumeric, 24, 24), Text("."), Run(Alphanumeric, 20, 20)],
    ),
    // Package registries.
    shape("an npm token", &["npm_"], &[Run(Alphanumeric, 36, 36)]).proven(Proof::Checksum),
    shape(
        "a PyPI token",
        &["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"],
        &[Run(Base64Url, 50, 1000)],
    ),
    shape("a RubyGems API key", &["rubygems_"], &[Run(Hex, 48, 48)]),
    // crates.io, src/util/token.rs: 32 letters and digits.
    shape("a crates.io token", &["cio"], &[Run(Alphanumeric, 32, 32)]),
    // Docker, "Personal access tokens" and "Organization access tokens".
    shape("a Docker Hub token", &["dckr_pat_", "dckr_oat_"], &[Run(Base64Url, 27, 64)]),
    shape("a Clojars token", &["CLOJARS_"], &[Run(Alphanumeric, 60, 60)]),
    shape("an Artifactory API key", &["AKCp"], &[Run(Alphanumeric, 69, 69)]),
    shape("an Artifactory reference token", &["cmVmd"], &[Run(Alphanumeric, 59, 59)]),
    // Chat.
    shape("a Slack bot token", &["xoxb-"], &[Run(Digit, 8, 14), Text("-"), Run(Base64Url, 18, 60)]),
    shape(
        "a Slack user token",
        &["xoxp-", "xoxe-"],
        &[
            Run(Digit, 10, 13),
            Text("-"),
            Run(Digit, 10, 13),
            Text("-"),
            Run(Digit, 10, 13),
            Text("-"),
            Run(Base64Url, 28, 34),
        ],
    ),
    shape("a Slack token", &["xoxa-", "xoxr-"], &[Run(Base64Url, 8, 50)]),
    shape(
        "a Slack app token",
        &["xapp-"],
        &[
            Run(Digit, 1, 1),
            Text("-"),
            Run(Upper, 6, 20),
            Text("-"),
            Run(Digit, 6, 20),
            Text("-"),
            Run(Alphanumeric, 32, 80),
        ],
    ),
    shape(
        "a Slack webhook",
        &["hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/"],
        &[Run(Base64, 43, 56)],
    ),
    // Discord, "Webhook resource": the ID and a token in the address.
    shape(
        "a Discord webhook",
        &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
        &[Run(Digit, 17, 20), Text("/"), Run(Base64Url, 60, 72)],
    ),
    // Discord, "Authentication": the bot's ID in base 64, a time, a signature.
    shape(
        "a Discord bot token",
        &["MD", "MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT"],
        &[Run(Base64Url, 22, 24), Text("."), Run(Base64Url, 6, 6), Text("."), Run(Base64Url, 27, 38)],
    ),
    shape("a Facebook page token", &["EAAC", "EAAM"], &[Run(Alphanumeric, 100, 400)]),
    shape("a Telegram bot token", &[":AA"], &[Run(Base64Url, 33, 33)]).behind(Digit, 10),
    shape("a Telegram bot token", &[":AA"], &[Run(Base64Url, 33, 33)]).behind(Digit, 9),
    // Payment.
    shape("a Stripe key", &["sk_live_", "rk_live_", "sk_prod_", "rk_prod_"], &[Run(Alphanumeric, 10, 247)]),
    shape("a Square token", &["EAAA"], &[Run(Base64Url, 60, 60)]),
    shape("a Square token", &["sq0atp-"], &[Run(Base64Url, 22, 22)]),
    shape("a Square application secret", &["sq0csp-"], &[Run(Base64Url, 43, 43)]),
    // Braintree, "Gateway credentials" of PayPal.
    shape(
        "a Braintree access token",
        &["access_token$production$"],
        &[Run(Lower, 16, 16), Text("$"), Run(Hex, 32, 32)],
    ),
    shape("an EasyPost API key", &["EZAK"], &[Run(Alphanumeric, 54, 54)]),
    shape("a Shippo token", &["shippo_live_"], &[Run(Hex, 40, 40)]),
    shape("a Shopify token", &["shpat_", "shpca_", "shppa_", "shpss_"], &[Run(Hex, 32, 32)]),
    shape("a Duffel token", &["duffel_live_"], &[Run(Base64Url, 43, 43)]),
    // Mail and telephone.
    shape("a Twilio API key", &["SK"], &[Run(Hex, 32, 32)]),
    shape("a SendGrid API key", &["SG."], &[Run(Base64Url, 22, 22), Text("."), Run(Base64Url, 43, 43)]),
    shape("a Mailgun API key", &["key-"], &[Run(Hex, 32, 32)]),
    shape("a Mailchimp API key", &["-us"], &[Run(Digit, 1, 2)]).behind(Hex, 32),
    shape("a Brevo API key", &["xkeysib-"], &[Run(Hex, 64, 64), Text("-"), Run(Alphanumeric, 16, 16)]),
    // Work.
    shape("a Linear API key", &["lin_api_"], &[Run(Alphanumeric, 40, 40)]),
    shape("a Notion token", &["ntn_"], &[Run(Alphanumeric, 46, 46)]),
    // TH
    shape("a Contentful token", &["CFPAT-"], &[Run(Base64Url, 43, 43)]),
    shape("a Typeform token", &["tfp_"], &[Run(Dotted, 59, 59)]),
    shape("a Frame.io token", &["fio-u-"], &[Run(Dotted, 64, 64)]),
    shape("an Adobe client secret", &["p8e-"], &[Run(Alphanumeric, 32, 32)]),
    // TH
    shape("a PostHog API key", &["phx_"], &[Run(Alphanumeric, 43, 48)]),
    // Figma, "Manage personal access tokens".
    shape("a Figma token", &["figd_"], &[Run(Base64Url, 40, 40)]),
    shape("a Postman API key", &["PMAK-"], &[Run(Hex, 24, 24), Text("-"), Run(Hex, 34, 34)]),
    shape("an Airtable token", &["pat"], &[Run(Alphanumeric, 14, 14), Text("."), Run(Hex, 64, 64)]),
    shape("a ReadMe API key", &["rdme_"], &[Run(Lower, 70, 70)]),
    // Operations.
    shape("a Databricks token", &["dapi"], &[Run(Hex, 32, 32)]),
    shape("a New Relic user key", &["NRAK-"], &[Run(Upper, 27, 27)]),
    // TH
    shape("a New Relic license key", &["FFFFNRAL"], &[]).behind(Hex, 32),
    shape(
        "a Grafana service account token",
        &["glsa_"],
        &[Run(Alphanumeric, 32, 32), Text("_"), Run(Hex, 8, 8)],
    ),
    shape("a Grafana Cloud token", &["glc_"], &[Run(Base64, 32, 400)]),
    shape("a Sentry user token", &["sntryu_"], &[Run(Hex, 64, 64)]),
    shape("a Sentry organization token", &["sntrys_eyJ"], &[Run(Base64, 60, 500)]),
    shape(
        "a Dynatrace token",
        &["dt0c01."],
        &[Run(Alphanumeric, 24, 24), Text("."), Run(Alphanumeric, 64, 64)],
    ),
    shape("a Pulumi token", &["pul-"], &[Run(Hex, 40, 40)]),
    shape("a Prefect token", &["pnu_"], &[Run(Alphanumeric, 36, 36)]),
    shape("an Infracost API key", &["ico-"], &[Run(Alphanumeric, 32, 32)]),
    shape("an OpenShift token", &["sha256~"], &[Run(Base64Url, 43, 43)]),
    shape("a PlanetScale token", &["pscale_tkn_", "pscale_oauth_", "pscale_pw_"], &[Run(Dotted, 32, 64)]),
    // Keepers of secrets.
    shape("a Vault token", &["hvs."], &[Run(Base64Url, 90, 120)]),
    shape("a Vault batch token", &["hvb."], &[Run(Base64Url, 138, 300)]),
    shape("a Terraform Cloud token", &[".atlasv1."], &[Run(Base64Url, 60, 70)]).behind(Alphanumeric, 14),
    shape("a Doppler token", &["dp.pt."], &[Run(Alphanumeric, 43, 43)]),
    shape("a 1Password service account token", &["ops_eyJ"], &[Run(Base64, 250, 2000)]),
    // Models.
    shape("an Anthropic API key", &["sk-ant-api03-", "sk-ant-admin01-"], &[Run(Base64Url, 95, 95)])
        .proven(Proof::EndsWith("AA")),
    shape("an OpenAI API key", &["sk-"], &[Run(Base64Url, 48, 180)]).proven(Proof::Contains("T3BlbkFJ")),
    shape("a Hugging Face token", &["hf_", "api_org_"], &[Run(Letter, 34, 34)]),
    // TH
    shape("a Groq API key", &["gsk_"], &[Run(Alphanumeric, 52, 52)]),
    // TH
    shape("a Replicate token", &["r8_"], &[Run(Base64Url, 37, 37)]),
    // TH
    shape("an OpenRouter API key", &["sk-or-v1-"], &[Run(Hex, 64, 64)]),
    // TH
    shape("an xAI API key", &["xai-"], &[Run(Alphanumeric, 80, 80)]),
    // TH
    shape("an NVIDIA API key", &["nvapi-"], &[Run(Base64Url, 64, 64)]),
    shape("a Perplexity API key", &["pplx-"], &[Run(Alphanumeric, 48, 48)]),
    // RFC 7515 and 7519: `{"` in base 64 is `eyJ`.
    shape(
        "a JSON Web Token",
        &["eyJ"],
        &[
            Run(Base64Url, 14, 500),
            Text(".eyJ"),
            Run(Base64Url, 14, 4000),
            Text("."),
            Run(Base64Url, 32, 1000),
        ],
    )
    .proven(Proof::Jwt),
];
