using GridFlow.Decoding;
using GridFlow.Readings;
using GridFlow.Sources;

namespace GridFlow.Control.Startup;

/// <summary>Makes sure that the schema registry answers and has our schemas.</summary>
internal sealed class RegistryStartup(ISchemaRegistry registry, KafkaOptions kafka, StartupPatience patience, ILogger log)
{
    /// <summary>Registers both schemas under <c>&lt;topic&gt;-value</c>.</summary>
    /// <exception cref="StartupFailedException">The registry does not answer, or refuses a schema.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        await RegisterAsync($"{kafka.ReadingsTopic}-value", GridFlowSchemas.SensorReading, stop);
        await RegisterAsync($"{kafka.AnomaliesTopic}-value", GridFlowSchemas.AnomalyEvent, stop);
    }

    private Task RegisterAsync(string subject, string schema, CancellationToken stop) => patience.UntilReadyAsync(
        async () =>
        {
            try
            {
                var id = await registry.RegisterAsync(subject, schema, stop);
                StartupLog.SchemaRegistered(log, registry.Address, subject, id);
                return null;
            }
            catch (SchemaRegistryUnavailableException e)
            {
                return e.Message;
            }
            catch (SchemaRejectedException e)
            {
                throw new StartupFailedException($"{e.Message}\nThe subject may hold another schema: compare it with protos/avro, or choose other topics.", e);
            }
        },
        SettingAdvice.For("SchemaRegistry:Url"),
        stop);
}
