using System.CommandLine;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class BadArguments
{
    /// <summary>All of it, and whose help to read.</summary>
    /// <param name="parsed">A command line with errors.</param>
    public static string Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var hints = parsed.UnmatchedTokens.Select(token => Hint(token, command, parsed.RootCommandResult.Command)).OfType<string>();
        var lines = parsed.Errors.Select(error => error.Message).Distinct().Concat(hints);
        return $"gridflow: {string.Join("\n  ", lines)}\n  See {FullName(command)} --help";
    }

    private static string? Hint(string token, Command command, Command root)
    {
        var name = token.Split('=')[0];
        if (Nearest.To(name, Names(command)) is { } nearest)
        {
            return $"'{token}': did you mean {nearest}?";
        }

        if (name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal))
        {
            var key = SettingKeys.Nearest(name[2..]);
            return $"'{token}': write a setting as --{key ?? "Section:Key"}=value, with an equals sign.";
        }

        var owners = All(root).Where(other => other != command && Names(other).Contains(name)).Select(FullName).Distinct().ToList();
        return owners.Count == 0 ? null : $"'{token}' belongs to {string.Join(", ", owners)}.";
    }

    private static List<string> Names(Command command) => [.. command.Options.Select(option => option.Name), .. command.Subcommands.Select(sub => sub.Name)];

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static string FullName(Command command) => command is RootCommand ? "gridflow"
        : command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{FullName(parent)} {command.Name}" : command.Name;
}
