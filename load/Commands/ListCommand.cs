using System.CommandLine;
using System.Text.Json;
using GridFlow.Load.Scenarios;
using GridFlow.Load.Scenarios.Running;

namespace GridFlow.Load.Commands;

/// <summary><c>list</c>.</summary>
internal static class ListCommand
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Build()
    {
        var command = new Command("list", "The scenarios, with what they do by default.") { SharedOptions.Json };
        command.SetAction(parsed =>
        {
            var scenarios = ScenarioCatalog.Of(new RunOptions()).ToList();
            if (parsed.GetValue(SharedOptions.Json))
            {
                parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(
                    scenarios.Select(scenario => new { scenario.Name, scenario.Summary, DurationS = scenario.Duration.TotalSeconds, scenario.StopsResults }), SnakeCase));
                return;
            }

            var width = scenarios.Max(scenario => scenario.Name.Length);
            foreach (var scenario in scenarios)
            {
                parsed.InvocationConfiguration.Output.WriteLine($"{scenario.Name.PadRight(width)}  {scenario.Summary}; {scenario.Duration.TotalSeconds:0} s");
            }
        });
        return command;
    }
}
