---@brief
---
--- https://github.com/plimsoll-lint/plimsoll
---
--- Language server, linter and fixer for Dockerfiles. Install it with
---
--- ```sh
--- cargo install plimsoll
--- ```
---
--- Settings are those of `plimsoll.toml`, which is found from the Dockerfile's folder upwards:
---
--- ```lua
--- vim.lsp.config('plimsoll', {
---   settings = { plimsoll = { ignore = { 'missing-dockerignore' } } },
--- })
--- ```

---@type vim.lsp.Config
return {
  cmd = { 'plimsoll', 'server' },
  filetypes = { 'dockerfile' },
  root_markers = { 'plimsoll.toml', '.plimsoll.toml', 'Dockerfile', 'Containerfile', '.git' },
}
