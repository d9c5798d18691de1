namespace GridFlow.Control.CommandLine;

/// <summary>Parts the arguments: settings (<c>--Section:Key=value</c>) on one side, everything else on the other.</summary>
/// <param name="Settings">For the configuration.</param>
/// <param name="Rest">For the parser of commands and options.</param>
public sealed record SettingArguments(IReadOnlyList<string> Settings, IReadOnlyList<string> Rest)
{
    /// <summary>Parts <paramref name="args"/>; order is kept on both sides.</summary>
    public static SettingArguments Split(IEnumerable<string> args)
    {
        var parts = args.ToLookup(IsSetting);
        return new SettingArguments([.. parts[true]], [.. parts[false]]);
    }

    // Options begin with a small letter and have no colon in the name, so --duration=00:01:00 is none.
    private static bool IsSetting(string arg)
    {
        var equals = arg.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? arg : arg[..equals];
        return equals > 0 && name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal);
    }
}
