using System.Reflection;
using System.Text.RegularExpressions;
using GridFlow.Control.DeadLetters.Replay;
using Xunit;

namespace GridFlow.Control.DeadLetters;

/// <summary>The page <c>docs/dead-letters.md</c> against the code.</summary>
public sealed partial class DeadLettersPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "dead-letters.md"));

    [Fact]
    public void Codes_Table_HasEveryCodeInItsOrder() => Assert.Equal(QueueCodes.All, CodeRow().Matches(Page).Select(match => match.Groups[1].Value));

    [Fact]
    public void SkipReasons_AreAllExplained() => Assert.All(
        typeof(SkipReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!),
        reason => Assert.Contains($"`{reason}`", Page, StringComparison.Ordinal));

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"^\| `([a-z_]+)` \| [A-Z]", RegexOptions.Multiline)]
    private static partial Regex CodeRow();
}
