using System.CommandLine;
using GridFlow.Control.CommandLine;
using GridFlow.Load;
using GridFlow.Load.Benchmarks.Subscribers;
using GridFlow.Load.Commands;

if (args is [SubscriberClients.Name, .. var rest])
{
    return await SubscriberClients.RunAsync(rest);
}

// Load goes to the machine it runs on unless an address is given, and stops by itself.
var arguments = SettingArguments.Split(args);
var root = new RootCommand("Load and benchmarks for GridFlow.") { RunCommand.Build(args, arguments.Settings), ListCommand.Build(), BenchmarkCommands.Build() };
var parsed = root.Parse([.. arguments.Rest]);
if (parsed.Errors.Count > 0)
{
    await Console.Error.WriteLineAsync($"gridflow-load: {string.Join("\n  ", parsed.Errors.Select(error => error.Message).Distinct())}\n  See gridflow-load --help");
    return ExitCode.BadArguments;
}

// Signals end a scenario in order, with a report; the parser would end the process.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
