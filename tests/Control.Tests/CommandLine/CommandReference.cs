using System.CommandLine;
using System.Text;

namespace GridFlow.Control.CommandLine;

/// <summary>Writes every command and option as the part of <c>docs/commands.md</c> that cannot drift.</summary>
internal static class CommandReference
{
    /// <summary>First line of that part.</summary>
    public const string Marker = "<!-- From here on written by CommandsPageTests: run them with GRIDFLOW_UPDATE_GOLDEN=1 after a change. -->";

    public static string Render()
    {
        var page = new StringBuilder($"{Marker}\n## Every command and option\n");
        foreach (var command in Leaves(new CommandTree(new CommandActions(Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, new CheckActions(Nothing, Nothing, Nothing), Nothing)).Root, "gridflow"))
        {
            Append(page, command.Name, command.Command);
        }

        return page.ToString();
    }

    private static IEnumerable<(string Name, Command Command)> Leaves(Command parent, string path) => parent.Subcommands.SelectMany(
        command => command.Subcommands.Any() ? Leaves(command, $"{path} {command.Name}") : [($"{path} {command.Name}", command)]);

    private static void Append(StringBuilder page, string name, Command command)
    {
        page.Append('\n').Append("### `").Append(name).Append(string.Concat(command.Arguments.Select(argument => $" {argument.Name}"))).Append("`\n").Append(command.Description).Append("\n\n| option | meaning |\n|---|---|\n");
        foreach (var argument in command.Arguments)
        {
            page.Append("| `").Append(argument.Name).Append("` | ").Append(Cell(argument.Description)).Append(" |\n");
        }

        foreach (var option in command.Options)
        {
            page.Append("| `").Append(option.Name).Append(option.HelpName is { } value ? $" {value}" : "").Append("` | ").Append(Cell(option.Description)).Append(" |\n");
        }
    }

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);

    private static Task<int> Nothing<T>(T arguments, CommonArguments common) => Task.FromResult(0);
}
