using Pushy.Cli;

return await CommandTree.InvokeAsync(args, Console.Out, Console.Error);
