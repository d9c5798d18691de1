using System.Text.RegularExpressions;
using GridFlow.Control.Configuration;

namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>Text that can be shown to anybody.</summary>
internal static partial class Masked
{
    private const string Mask = "***";

    /// <summary>An argument: a setting that is a secret has no value, an address no user and no password.</summary>
    public static string Argument(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && argument.StartsWith("--", StringComparison.Ordinal)
            ? $"{argument[..equals]}={(Secrets.IsSecret(argument[..equals]) ? Mask : Text(argument[(equals + 1)..]))}"
            : Text(argument);
    }

    /// <summary>A sentence: users and passwords within addresses are gone.</summary>
    public static string Text(string text) => UserInfo().Replace(text, $"{Mask}@");

    [GeneratedRegex(@"(?<=://)[^/\s]*@")]
    private static partial Regex UserInfo();
}
