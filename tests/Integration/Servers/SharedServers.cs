namespace GridFlow.Integration.Servers;

/// <summary>A Kafka and a registry that no test may break.</summary>
/// <param name="Kafka">Bootstrap address.</param>
/// <param name="Registry">Address of the registry's Confluent API.</param>
/// <param name="End">What ends them; empty when they are not ours.</param>
internal sealed record SharedServers(string Kafka, string Registry, IReadOnlyList<IAsyncDisposable> End);
