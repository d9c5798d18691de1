using System.CommandLine;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.Completion;

/// <summary>What could stand at the cursor: commands and options by the parser, settings and their values by the options they are kept in.</summary>
internal static class Suggestions
{
    /// <summary>Prints them, one a line.</summary>
    public static async Task<int> PrintAsync(SuggestRequest request, TextWriter output)
    {
        foreach (var word in For(new CommandTree(Nothing).Root, request.Line))
        {
            await output.WriteLineAsync(word);
        }

        return ExitCode.Done;
    }

    /// <summary>The words that fit, sorted.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="line">From the name of the program to the cursor.</param>
    public static IReadOnlyList<string> For(Command root, string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var current = line.EndsWith(' ') || words.Length < 2 ? "" : words[^1];
        if (current.StartsWith("--", StringComparison.Ordinal) && (current.Contains(':', StringComparison.Ordinal) || (current.Length > 2 && char.IsUpper(current[2]))))
        {
            return Settings(current);
        }

        // What the parser does not know would stand in its way.
        var known = SettingArguments.Split(words.Skip(1)).Rest;
        var text = string.Join(' ', known) + (current.Length == 0 && known.Count > 0 ? " " : "");
        return Sorted(Wanted([.. root.Parse(text).GetCompletions(text.Length).Select(item => item.InsertText ?? item.Label)], current), current);
    }

    /// <summary>Without the short forms of --help, and with options only where nothing else fits or a hyphen asks for them.</summary>
    private static IEnumerable<string> Wanted(List<string> words, string current)
    {
        var plain = words.Where(word => word[0] is not ('-' or '/')).ToList();
        var options = words.Where(word => word.StartsWith("--", StringComparison.Ordinal));
        return current.Length > 0 && current[0] == '-' ? (current == "--" ? options.Concat(Sections) : options) : plain.Count > 0 ? plain : options;
    }

    private static IEnumerable<string> Sections => SettingKeys.All.Select(setting => $"--{setting.Key.Split(':')[0]}:").Distinct();

    // The tree is only read here; nothing of it runs.
    private static CommandActions Nothing { get; } = new(
        Idle, Idle, Idle, Idle, Idle, Idle, new CheckActions(Idle, Idle, Idle), Idle);

    private static Task<int> Idle<T>(T arguments, CommonArguments common) => Task.FromResult(ExitCode.Done);

    private static IReadOnlyList<string> Settings(string current)
    {
        if (current.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
        {
            var setting = SettingKeys.All.FirstOrDefault(each => each.Key.Equals(current[2..equals], StringComparison.OrdinalIgnoreCase));
            return setting is null ? [] : Sorted(SettingText.Words(setting.Property.PropertyType).Select(word => current[..(equals + 1)] + word), current);
        }

        return Sorted(SettingKeys.All.Select(setting => $"--{setting.Key}=").Concat(SettingKeys.Free.Select(section => $"--{section}:")), current);
    }

    private static IReadOnlyList<string> Sorted(IEnumerable<string> words, string beginning) =>
        [.. words.Where(word => word.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal)];
}
