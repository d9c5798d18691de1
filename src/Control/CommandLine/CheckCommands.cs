using System.CommandLine;
using GridFlow.Control.Completion;
using GridFlow.Control.Configuration;

namespace GridFlow.Control.CommandLine;

/// <summary><c>gridflow doctor</c>, <c>gridflow config</c> and <c>gridflow completion</c>.</summary>
internal static class CheckCommands
{
    /// <summary>Builds them.</summary>
    /// <param name="actions">What runs them.</param>
    /// <param name="config">The option <c>--config</c>.</param>
    public static IEnumerable<Command> Build(CheckActions actions, Option<string?> config) =>
        [Doctor(actions.Doctor, config), Config(actions.Config, config), Completion(actions.Completion)];

    private static Command Doctor(Func<DoctorArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var json = new Option<bool>("--json") { Description = "One JSON object on stdout." };
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = "How long each check may take; they run at the same time. [default: 10s]",
            HelpName = "TIME",
            DefaultValueFactory = _ => TimeSpan.FromSeconds(10),
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (!DurationText.TryParse(text, out var limit) || limit < TimeSpan.FromMilliseconds(100) || limit > TimeSpan.FromMinutes(10))
                {
                    result.AddError($"'{text}' is not {DurationText.Allowed}, from 100ms to 10m (--timeout).");
                }

                return limit;
            },
        };
        var command = new Command("doctor", "Checks all that gridflow run will need: Kafka, topics, registry, stores, InfluxDB, clock, ports, disk. Each line says ok or what to do; exit code 1 on a problem. Changes nothing.")
        {
            json, timeout, config,
        };
        command.SetAction((parsed, _) => action(new DoctorArguments(parsed.GetValue(json), parsed.GetValue(timeout)), Common(parsed, config)));
        return command;
    }

    private static Command Config(Func<ConfigArguments, CommonArguments, Task<int>> action, Option<string?> config)
    {
        var all = new Option<bool>("--all") { Description = "Also the settings that nobody has set." };
        var json = new Option<bool>("--json") { Description = "One JSON object on stdout." };
        var show = new Command("show", "The settings in force and where each comes from; secrets are masked, unknown keys pointed out.") { all, json, config };
        show.SetAction((parsed, _) => action(new ConfigArguments(ConfigTask.Show, parsed.GetValue(all), parsed.GetValue(json)), Common(parsed, config)));
        var check = new Command("check", "Says ok, or all that is wrong at once with exit code 78. Asks no server; gridflow doctor does.") { json, config };
        check.SetAction((parsed, _) => action(new ConfigArguments(ConfigTask.Check, All: false, parsed.GetValue(json)), Common(parsed, config)));
        return new Command("config", "The configuration of appsettings.json, --config, environment and command line together.") { show, check };
    }

    private static Command Completion(Func<CompletionArguments, CommonArguments, Task<int>> action)
    {
        var shell = new Argument<string>("SHELL") { Description = $"One of {string.Join(", ", CompletionScript.Shells)}." };
        shell.CompletionSources.Add([.. CompletionScript.Shells]);
        shell.Validators.Add(result =>
        {
            var text = result.Tokens[0].Value;
            if (!CompletionScript.Shells.Contains(text))
            {
                result.AddError($"'{text}' is no shell that there is a script for; {Nearest.Hint(text, CompletionScript.Shells)}Known: {string.Join(", ", CompletionScript.Shells)}.");
            }
        });
        var command = new Command("completion", "Prints a script that completes commands, options and settings in your shell; --help shows how to load it.\n\n" + CompletionScript.HowToLoad) { shell };
        command.SetAction((parsed, _) => action(new CompletionArguments(parsed.GetValue(shell)!), new CommonArguments(null, [])));
        return command;
    }

    private static CommonArguments Common(ParseResult parsed, Option<string?> config) => new(parsed.GetValue(config), []);
}
