-- Does in Neovim what a person does, by the functions their keys call, and writes down what is then to be seen.
-- Usage: nvim --headless -u INIT.lua -c 'luafile neovim.lua', with SG_SEEN naming the file to write. Neovim 0.7 and later.
local pathway, gene = 'contracts/pathways/provision_management_bridge.sg', 'contracts/genes/bridge_uplink.sg'
local seen = {}

local function wait_for(what, holds)
  if not vim.wait(40000, holds, 50) then error('waited in vain for ' .. what) end
end

local function diagnostics()
  return vim.tbl_map(function(each)
    return { line = each.lnum + 1, code = each.code, message = each.message, source = each.source }
  end, vim.diagnostic.get(0))
end

--- Puts the cursor where `marked` begins.
local function go_to(marked)
  vim.fn.cursor(1, 1)
  if vim.fn.search('\\V' .. marked, 'cW') == 0 then error('no ' .. marked .. ' here') end
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
end

local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then return text_of(vim.api.nvim_win_get_buf(window)) end
  end
end

local function place()
  return { file = vim.fn.fnamemodify(vim.fn.expand('%:p'), ':.'), line = vim.fn.getline('.') }
end

-- Whoever is asked takes the first choice.
vim.ui.select = function(items, _, chosen) chosen(items[1], 1) end

local function steps()
  vim.cmd('edit ' .. pathway)
  seen.filetype = vim.bo.filetype
  wait_for('diagnostics', function() return #vim.diagnostic.get(0) > 0 end)
  seen.diagnostics = diagnostics()

  go_to('interfac}')
  vim.lsp.buf.code_action()
  wait_for('the quick fix', function() return #vim.diagnostic.get(0) == 0 end)
  seen.fixed = vim.fn.getline('.')

  go_to('bridge_uplink')
  vim.lsp.buf.hover()
  wait_for('the hover', function() return floating() ~= nil end)
  seen.hover = floating()

  vim.lsp.buf.definition()
  wait_for('the definition', function() return vim.fn.expand('%:t') == 'bridge_uplink.sg' end)
  seen.definition = place()

  go_to('uplink       string       "Interface')
  vim.lsp.buf.rename('wire')
  wait_for('the renaming', function() return vim.fn.search('^    wire  ', 'nw') > 0 end)
  wait_for('the renaming elsewhere', function()
    local other = vim.fn.bufnr(pathway)
    return text_of(other):find('wire = {interface}', 1, true) ~= nil
  end)

  vim.fn.setline(vim.fn.search('risk medium', 'w'), '  risk   medium')
  vim.cmd('wall')
  seen.saved = vim.fn.getline(vim.fn.search('risk', 'w'))
  seen.after = diagnostics()
end

local ok, fault = xpcall(steps, debug.traceback)
if not ok then seen.fault = fault end
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.SG_SEEN)
vim.cmd('qall!')
