-- nvim --headless --clean -l neovim.lua CONFIGURATION: opens a bad Dockerfile with the configuration that we ship,
-- and puts it right with quick fixes.
local configuration = assert(arg[1])
local folder = vim.fn.tempname()
vim.fn.mkdir(folder, 'p')
local file = vim.fs.joinpath(folder, 'Dockerfile')
vim.fn.writefile({ 'requests' }, vim.fs.joinpath(folder, 'requirements.txt'))
vim.fn.writefile({ '.git' }, vim.fs.joinpath(folder, '.dockerignore'))
vim.fn.writefile({
  'FROM python:3.13-slim',
  'WORKDIR /app',
  'COPY . .',
  'RUN pip install -r requirements.txt',
  'CMD gunicorn -w 4 main:app',
}, file)

local function wait(what, condition)
  assert(vim.wait(20000, condition, 20), 'timed out: ' .. what)
end

local function codes()
  return vim.iter(vim.diagnostic.get(0)):map(function(d) return d.code end):totable()
end

local function has(rule)
  return vim.list_contains(codes(), rule)
end

vim.opt.runtimepath:prepend(configuration)
vim.lsp.enable('plimsoll')
vim.cmd('filetype on')
vim.cmd.edit(file)
assert(vim.bo.filetype == 'dockerfile')
if #vim.lsp.get_clients({ bufnr = 0 }) == 0 then vim.cmd('doautocmd FileType') end
wait('the server', function()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'plimsoll' })[1]
  return client and client.initialized
end)
local client = vim.lsp.get_clients({ bufnr = 0 })[1]

wait('findings', function() return has('copy-before-install') and has('shell-form-command') and has('runs-as-root') end)
print('findings: ' .. table.concat(codes(), ' '))

local params = { textDocument = vim.lsp.util.make_text_document_params(0), position = { line = 2, character = 2 } }
local hover = client:request_sync('textDocument/hover', params, 5000, 0)
assert(vim.inspect(hover.result.contents):match('COPY'), 'hover says nothing about COPY')

local function fix(rule, pattern)
  local line
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.code == rule then line = d end
  end
  vim.api.nvim_win_set_cursor(0, { line.lnum + 1, line.col })
  vim.lsp.buf.code_action({ apply = true, filter = function(action)
    return action.isPreferred == true and action.title:match(pattern) ~= nil
  end })
  wait(rule .. ' to be fixed', function() return not has(rule) end)
end

fix('copy-before-install', '')
fix('shell-form-command', 'exec form')
fix('runs-as-root', 'USER')
vim.cmd('silent write')

local text = table.concat(vim.fn.readfile(file), '\n')
local order = '^FROM python:3%.13%-slim\nWORKDIR /app\n.*COPY[^\n]* requirements%.txt %.\n'
  .. 'RUN pip install %-r requirements%.txt\nCOPY[^\n]* %. %.\n'
assert(text:match(order), 'wrong order on disk:\n' .. text)
assert(text:match('\nUSER app\n'), 'no USER on disk:\n' .. text)
assert(text:match('\nCMD %["gunicorn", "%-w", "4", "main:app"%]'), 'no exec form on disk:\n' .. text)

-- An ignore file has findings too; another one is not ours.
local function edit(name, line)
  local path = vim.fs.joinpath(folder, name)
  vim.fn.writefile({ line }, path)
  vim.cmd.edit(path)
  if #vim.lsp.get_clients({ bufnr = 0 }) == 0 then vim.cmd('doautocmd FileType') end
end
edit('.dockerignore', 'out/[')
wait('a finding in .dockerignore', function() return has('dockerignore-syntax') end)
edit('.gitignore', 'out/[')
assert(#vim.lsp.get_clients({ bufnr = 0 }) == 0, 'the server is told of .gitignore')

client:stop()
wait('the server to stop', function() return #vim.lsp.get_clients() == 0 end)
vim.fn.delete(folder, 'rf')
print('Neovim ' .. tostring(vim.version()) .. ': ok')
