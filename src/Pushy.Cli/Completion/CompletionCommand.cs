using System.CommandLine;

namespace Pushy.Cli.Completion;

/// <summary><c>pushy completion SHELL</c>: a script that asks this program what may come next.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # pushy completion for bash: source <(pushy completion bash)
        _pushy() {
          local word=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
          COMPREPLY=($(compgen -W "$(pushy "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _pushy pushy
        """;

    private const string Zsh =
        """
        #compdef pushy
        # pushy completion for zsh: source <(pushy completion zsh), after compinit
        _pushy() {
          local -a found
          found=("${(@f)$(pushy "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
          if [[ -n $found ]]; then compadd -a found; else _files; fi
        }
        compdef _pushy pushy
        """;

    private const string Fish =
        """
        # pushy completion for fish: pushy completion fish | source
        function __pushy_complete
          set -l line (commandline -cp)
          pushy "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c pushy -a '(__pushy_complete)'
        """;

    private const string PowerShell =
        """
        # pushy completion for PowerShell: pushy completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName pushy -ScriptBlock {
          param($word, $ast, $position)
          pushy "[suggest:$position]" "$ast" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }
        """;

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Print a script that completes commands and options in a shell; how to use it is its first line.") { shell };
        command.SetAction(async (parsed, _) =>
        {
            await terminal.Output.WriteLineAsync(parsed.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                _ => PowerShell,
            });
            return ExitCodes.Success;
        });
        return command;
    }
}
