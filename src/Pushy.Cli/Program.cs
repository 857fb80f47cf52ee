using Pushy.Cli;

return await CommandTree.InvokeAsync(args, Terminal.OfProcess());
