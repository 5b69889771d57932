---@brief
---
--- https://github.com/plimsoll-lint/plimsoll
---
--- Language server, linter, fixer and formatter for Dockerfiles and their ignore files. Install it with
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

local markers = { 'plimsoll.toml', '.plimsoll.toml', 'Dockerfile', 'Containerfile', '.git' }

---@type vim.lsp.Config
return {
  cmd = { 'plimsoll', 'server' },
  filetypes = { 'dockerfile', 'dockerignore', 'gitignore' },
  -- To Neovim every ignore file is a gitignore.
  root_dir = function(bufnr, on_dir)
    local name = vim.fs.basename(vim.api.nvim_buf_get_name(bufnr))
    local is_ours = vim.bo[bufnr].filetype ~= 'gitignore'
      or vim.endswith(name, '.dockerignore')
      or vim.endswith(name, '.containerignore')
    if is_ours then on_dir(vim.fs.root(bufnr, markers)) end
  end,
}
