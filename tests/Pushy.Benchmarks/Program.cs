using Pushy.Benchmarks.Domain;

return args switch
{
    ["domain"] => DomainTime.Print(Console.Out),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Pushy.Benchmarks -- domain");
    return 2;
}
