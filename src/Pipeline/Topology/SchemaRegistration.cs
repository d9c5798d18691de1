using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Telemetry;

namespace GridFlow.Topology;

/// <summary>Registers both record types before anything is read; waits for a registry that is down.</summary>
internal static class SchemaRegistration
{
    private const string Subject = "schema registry";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>Id of the anomalies' schema.</returns>
    public static async Task<long> RegisterAsync(ISchemaRegistry registry, KafkaOptions topics, ConditionBoard conditions, TimeProvider time, CancellationToken stop)
    {
        await RegisterAsync(registry, topics.ReadingsTopic, GridFlowSchemas.SensorReading, conditions, time, stop);
        return await RegisterAsync(registry, topics.AnomaliesTopic, GridFlowSchemas.AnomalyEvent, conditions, time, stop);
    }

    private static async Task<long> RegisterAsync(
        ISchemaRegistry registry, string topic, string schema, ConditionBoard conditions, TimeProvider time, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var id = await registry.RegisterAsync($"{topic}-value", schema, stop);
                conditions.Clear(Subject);
                return id;
            }
            catch (SchemaRegistryUnavailableException e)
            {
                conditions.Raise(Subject, $"{e.Message}; waiting to register the schema of {topic} (SchemaRegistry:Url)");
                await Task.Delay(Pause, time, stop);
            }
        }
    }
}
