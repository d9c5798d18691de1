using System.Globalization;

namespace GridFlow.Control.Completion;

/// <summary>A shell's question what could stand at the cursor: <c>gridflow [suggest:POSITION] "LINE"</c>.</summary>
/// <param name="Line">The line up to the cursor.</param>
internal sealed record SuggestRequest(string Line)
{
    private const string Directive = "[suggest";

    /// <summary>Reads the arguments; null when they are no such question.</summary>
    public static SuggestRequest? Read(IReadOnlyList<string> args)
    {
        if (args.Count != 2 || !args[0].StartsWith(Directive, StringComparison.Ordinal) || !args[0].EndsWith(']'))
        {
            return null;
        }

        var number = args[0][Directive.Length..^1].TrimStart(':');
        var position = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : args[1].Length;
        // Shells cut the blank behind the last word away where they can.
        return new SuggestRequest(position <= args[1].Length ? args[1][..position] : args[1].PadRight(Math.Min(position, args[1].Length + 1)));
    }
}
