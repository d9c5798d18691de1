using System.CommandLine;
using GridFlow.Load;
using GridFlow.Load.Benchmarks.Subscribers;

if (args is [SubscriberClients.Name, .. var rest])
{
    return await SubscriberClients.RunAsync(rest);
}

// Load goes to the machine it runs on and stops by itself.
var root = new RootCommand("Load and benchmarks for GridFlow.") { BenchmarkCommands.Build() };
return await root.Parse(args).InvokeAsync();
