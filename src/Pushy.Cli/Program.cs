using Pushy.Cli;
using Pushy.Streams;

StandardStreams.Open();
return await CommandTree.InvokeAsync(args, Terminal.OfProcess());
