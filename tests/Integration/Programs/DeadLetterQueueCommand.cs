using System.Text.Json;

namespace GridFlow.Integration.Programs;

/// <summary>Runs <c>gridflow dlq</c>.</summary>
internal sealed class DeadLetterQueueCommand(PipelineSetup setup)
{
    /// <summary>Arguments of one of its commands.</summary>
    public IReadOnlyList<string> Arguments(params string[] arguments) =>
        ["dlq", .. arguments, $"--Kafka:BootstrapServers={setup.Kafka}", $"--SchemaRegistry:Url={setup.Registry}", $"--Kafka:DeadLetterTopic={setup.DeadLetters}"];

    /// <summary>Runs it to its end.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => GridFlowProcess.RunToEndAsync(Arguments(arguments));

    /// <summary>The object of <c>--json</c>.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments) => JsonDocument.Parse((await RunAsync([.. arguments, "--json"])).Succeeded().Text).RootElement;

    /// <summary>The objects of <c>list --json</c>.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(params string[] arguments) =>
        [.. (await RunAsync(["list", .. arguments, "--json"])).Succeeded().Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
