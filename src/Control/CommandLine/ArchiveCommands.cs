using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;

namespace GridFlow.Control.CommandLine;

/// <summary><c>gridflow archive</c> and the command below it.</summary>
internal static class ArchiveCommands
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Builds them.</summary>
    /// <param name="action">What runs them.</param>
    /// <param name="config">The option <c>--config</c>.</param>
    public static Command Build(Func<ArchiveArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var archive = new Command("archive", "The Parquet archive in Archive:Directory or Archive:Bucket. Needs no running gridflow.") { Verify(action, config) };
        archive.SetAction(parsed => new HelpAction().Invoke(parsed));
        return archive;
    }

    private static Command Verify(Func<ArchiveArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var topic = new Option<string?>("--topic") { Description = "Only this topic.", HelpName = "NAME" };
        var partition = new Option<int?>("--partition") { Description = "Only this partition.", HelpName = "N", CustomParser = CheckpointCommands.Partition };
        var from = Day("--from", "Only this day and later ones, UTC.");
        var to = Day("--to", "Only this day and earlier ones, UTC.");
        var deep = new Option<bool>("--deep") { Description = "Read offsets and times of all rows, too: as many as the footers say, in order, once, of the right day." };
        var json = new Option<bool>("--json") { Description = "One JSON object on stdout, progress on stderr." };
        var command = new Command("verify", "Reads the footers of all files: gaps, overlaps, missing and damaged files, rows per day; exit code 1 when something is wrong.")
        {
            topic, partition, from, to, deep, json, config,
        };
        command.SetAction((parsed, _) => action(
            new ArchiveArguments(parsed.GetValue(topic), parsed.GetValue(partition), parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(deep), parsed.GetValue(json)),
            new CommonArguments(parsed.GetValue(config), [])));
        command.Validators.Add(result =>
        {
            if (Given(result, from) is { } first && Given(result, to) is { } last && first > last)
            {
                result.AddError($"--from {first.ToString(DayFormat, CultureInfo.InvariantCulture)} is behind --to {last.ToString(DayFormat, CultureInfo.InvariantCulture)}.");
            }
        });
        return command;
    }

    private static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DAY",
        CustomParser = result => ParseDay(result, name),
    };

    // Asking for the value of what is no day would throw.
    private static DateOnly? Given(CommandResult result, Option<DateOnly?> option) =>
        result.GetResult(option) is { Tokens: [var token] } && TryParse(token.Value, out var day) ? day : null;

    private static bool TryParse(string text, out DateOnly day) => DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static DateOnly? ParseDay(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, out var day))
        {
            return day;
        }

        result.AddError($"'{text}' is not a day such as 2026-11-24 ({name}).");
        return null;
    }
}
