using System.CommandLine;

namespace Pushy.Cli.Jobs;

/// <summary>The id of a job on the command line.</summary>
internal static class JobArgument
{
    private const int MostCharacters = 64;

    public static Argument<string> Create()
    {
        var id = new Argument<string>("JOB") { Description = "The job's id." };
        id.Validators.Add(result =>
        {
            var text = result.Tokens[0].Value;
            if (text.Length is 0 or > MostCharacters || !text.All(char.IsAsciiLetterOrDigit))
                result.AddError("JOB is no id of a job: those have 32 hex digits; 'pushy job list' shows them.");
        });
        return id;
    }
}
