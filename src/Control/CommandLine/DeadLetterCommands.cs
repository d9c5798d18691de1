using System.CommandLine;
using System.CommandLine.Parsing;

namespace GridFlow.Control.CommandLine;

/// <summary><c>gridflow dlq</c> and the commands below it.</summary>
internal static class DeadLetterCommands
{
    private const int DefaultLimit = 50;
    private const int MostListed = 100_000;

    /// <summary>Builds them.</summary>
    /// <param name="action">What runs them.</param>
    /// <param name="config">The option <c>--config</c>.</param>
    public static Command Build(Func<DeadLetterArguments, CommonArguments, Task<int>> action, Option<string?> config) =>
        new("dlq", "Dead letters in Kafka:DeadLetterTopic: what is there, why, and the way back. Needs no running gridflow.")
        {
            List(action, config),
            Show(action, config),
            Stats(action, config),
            Replay(action, config),
        };

    private static Command List(Func<DeadLetterArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var choice = new DeadLetterChoiceOptions();
        var limit = NumberOptions.Of("--limit", "Most records to show.", DefaultLimit, 1, MostListed);
        var all = new Option<bool>("--all") { Description = "Every record that fits, oldest first, as it is read; --limit does not count." };
        return Command("list", "The newest dead letters, newest first.", action, config, (parsed, arguments) => arguments with
        {
            Choice = choice.Read(parsed),
            Limit = parsed.GetValue(limit),
            All = parsed.GetValue(all),
        }, [.. choice.Options, limit, all]);
    }

    private static Command Show(Func<DeadLetterArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var place = new Argument<RecordPlace?>("RECORD") { Description = "As list shows it: partition/offset of the dead-letter topic.", CustomParser = Place };
        var command = Command("show", "All about one: headers, bytes with the place of the fault, fields as far as they can be read, and whether it would be accepted now.", action, config,
            (parsed, arguments) => arguments with { Place = parsed.GetValue(place) }, []);
        command.Add(place);
        return command;
    }

    private static Command Stats(Func<DeadLetterArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var choice = new DeadLetterChoiceOptions();
        return Command("stats", "How many there are: by code, by source, over time.", action, config, (parsed, arguments) => arguments with { Choice = choice.Read(parsed) }, choice.Options);
    }

    private static Command Replay(Func<DeadLetterArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var choice = new DeadLetterChoiceOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be sent, and write nothing." };
        var to = new Option<string?>("--to") { Description = "Topic to send to. [default: where each record came from]", HelpName = "TOPIC" };
        var limit = NumberOptions.Of("--limit", "Most records to send; 0 all. The next replay goes on behind them.", 0, 0, int.MaxValue);
        var maxReplays = NumberOptions.Of("--max-replays", "A record that has been replayed so often is left where it is.", ReplayArguments.DefaultMaxReplays, 1, 1_000_000);
        var rate = NumberOptions.Of("--rate", "Records a second; 0 as fast as it goes.", ReplayArguments.DefaultRate, 0, 10_000_000);
        var name = new Option<string?>("--name") { Description = "Name of the position it goes on from. [default: one for each choice of records]", HelpName = "NAME", CustomParser = Name };
        var fromStart = new Option<bool>("--from-start") { Description = "Begin at the oldest record again, whatever earlier replays have sent." };
        var byKey = new Option<bool>("--by-key") { Description = "Let the key say which partition; for a topic that has got more partitions since." };
        return Command("replay", "Sends them to the topic they came from, each once; goes on where the last replay of the same choice ended.", action, config, (parsed, arguments) => arguments with
        {
            Choice = choice.Read(parsed),
            Limit = parsed.GetValue(limit) is > 0 and var most ? most : null,
            Replay = new ReplayArguments
            {
                DryRun = parsed.GetValue(dryRun),
                To = parsed.GetValue(to),
                MaxReplays = parsed.GetValue(maxReplays),
                Rate = parsed.GetValue(rate),
                Name = parsed.GetValue(name),
                FromStart = parsed.GetValue(fromStart),
                ByKey = parsed.GetValue(byKey),
            },
        }, [.. choice.Options, dryRun, limit, to, maxReplays, rate, name, fromStart, byKey]);
    }

    private static Command Command(
        string name, string description, Func<DeadLetterArguments, CommonArguments, Task<int>> action, Option<string?> config, Func<ParseResult, DeadLetterArguments, DeadLetterArguments> read, IEnumerable<Option> options)
    {
        var json = new Option<bool>("--json") { Description = name == "list" ? "One JSON object a line on stdout." : "One JSON object on stdout." };
        var command = new Command(name, description);
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.Add(json);
        command.Add(config);
        var task = Enum.Parse<DeadLetterTask>(name, ignoreCase: true);
        command.SetAction((parsed, _) => action(read(parsed, new DeadLetterArguments(task, parsed.GetValue(json))), new CommonArguments(parsed.GetValue(config), [])));
        return command;
    }

    private static RecordPlace? Place(ArgumentResult result)
    {
        var place = RecordPlace.Parse(result.Tokens[0].Value);
        if (place is null)
        {
            result.AddError($"'{result.Tokens[0].Value}' is no record: write partition/offset of the dead-letter topic, for example 0/42.");
        }

        return place;
    }

    // It becomes part of a consumer group's name and of a transactional id.
    private static string? Name(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length is 0 or > 100 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            result.AddError($"'{text}' is no name: letters, digits, '-', '_' and '.', at most 100 (--name).");
        }

        return text;
    }
}
