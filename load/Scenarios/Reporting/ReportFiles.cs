namespace GridFlow.Load.Scenarios.Reporting;

/// <summary>The report in all its forms in one folder.</summary>
internal static class ReportFiles
{
    /// <returns>The page to open.</returns>
    public static async Task<string> WriteAsync(LoadReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "report.txt"), TextReport.Write(report));
        await File.WriteAllTextAsync(Path.Combine(folder, "report.json"), JsonReport.Write(report, indented: true));
        await using (var csv = File.CreateText(Path.Combine(folder, "samples.csv")))
        {
            CsvReport.Write(report, csv);
        }

        var page = Path.GetFullPath(Path.Combine(folder, "report.html"));
        await File.WriteAllTextAsync(page, HtmlReport.Write(report));
        return page;
    }
}
