using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridFlow.Control.CommandLine;
using Spectre.Console;

namespace GridFlow.Control.Configuration.Report;

/// <summary>The configuration on the terminal.</summary>
/// <param name="console">Where to write.</param>
internal sealed class ConfigView(IAnsiConsole console)
{
    private static readonly JsonSerializerOptions JsonText = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As one object.</summary>
    public void Json(ConfigArguments arguments, ConfigReport report)
    {
        var settings = arguments.Task == ConfigTask.Check ? [] : report.Settings.Where(setting => arguments.All || !setting.IsDefault).Select(setting => new { setting.Key, setting.Value, setting.Source });
        var faults = report.Faults.Select(fault => new { fault.Key, fault.Value, fault.Source, fault.Problem });
        console.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(arguments.Task == ConfigTask.Check ? (object)new { report.Ok, Faults = faults } : new { report.Ok, Settings = settings, Faults = faults }, JsonText));
    }

    /// <summary>As a table; what has its default is only counted unless all is wanted.</summary>
    public void Show(ConfigReport report, bool all)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("setting", "value", "from");
        foreach (var setting in report.Settings.Where(setting => all || !setting.IsDefault))
        {
            table.AddRow(new Text(setting.Key), new Text(setting.Value ?? ""), new Text(setting.Source));
        }

        console.Write(table);
        var defaults = report.Settings.Count(setting => setting.IsDefault);
        if (!all && defaults > 0)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{defaults} more have their default: --all shows them"));
        }
    }

    /// <summary>Says that nothing is wrong.</summary>
    public void Good(ConfigReport report) => console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"ok: {report.Settings.Count(setting => !setting.IsDefault)} settings are set, {report.Settings.Count(setting => setting.IsDefault)} have their default"));
}
