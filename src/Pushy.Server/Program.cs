using System.Collections;
using Pushy.Server.Admin;
using Pushy.Streams;

StandardStreams.Open();
return await ServerCommandLine.Run(
    args,
    Console.Out,
    Console.Error,
    Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(variable => KeyValuePair.Create((string)variable.Key, variable.Value as string ?? "")),
    CancellationToken.None);
