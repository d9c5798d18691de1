using System.Reflection;
using System.Text;

namespace GridFlow.Integration.Faults;

/// <summary>The table of faults, from the tests themselves.</summary>
internal static class FaultTable
{
    public const string Begin = "<!-- faults: written by tests/Integration, GRIDFLOW_UPDATE_GOLDEN=1 rewrites -->";
    public const string End = "<!-- end of faults -->";

    /// <summary>All faults of this assembly, one row each, in the order of their tests.</summary>
    public static string Render() => Render(
        from type in typeof(FaultTable).Assembly.GetTypes()
        orderby type.Name
        from method in type.GetMethods().OrderBy(method => method.MetadataToken)
        from fault in method.GetCustomAttributes<FaultAttribute>()
        select (fault.Broken, fault.Expected, $"{type.Name}.{method.Name}"));

    /// <summary>Replaces what stands between the markers of a page.</summary>
    /// <exception cref="FormatException">The page has no markers.</exception>
    public static string Into(string page, string table)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? $"{page[..begin]}{Begin}\n{table}{page[end..]}"
            : throw new FormatException($"the page needs the lines {Begin} and {End}");
    }

    private static string Render(IEnumerable<(string Broken, string Expected, string Test)> rows)
    {
        var text = new StringBuilder("| what is broken | what is expected | test |\n|---|---|---|\n");
        foreach (var (broken, expected, test) in rows)
        {
            text.Append($"| {Cell(broken)} | {Cell(expected)} | `{test}` |\n");
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
