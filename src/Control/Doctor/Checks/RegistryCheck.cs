using System.Globalization;
using GridFlow.Control.Configuration;
using GridFlow.Control.Startup;
using GridFlow.Decoding;
using GridFlow.Readings;

namespace GridFlow.Control.Doctor.Checks;

/// <summary>Whether the registry answers, and has or would take our schemas. Registers none.</summary>
internal sealed class RegistryCheck(GridFlowSettings settings) : ICheck
{
    /// <inheritdoc/>
    public string Subject => "schema registry";

    /// <inheritdoc/>
    public string Advice => SettingAdvice.For("SchemaRegistry:Url");

    /// <inheritdoc/>
    public async Task RunAsync(Findings findings, CancellationToken stop)
    {
        using var registry = new ConfluentSchemaRegistry(settings.SchemaRegistry);
        try
        {
            foreach (var (topic, schema) in new[] { (settings.Kafka.ReadingsTopic, GridFlowSchemas.SensorReading), (settings.Kafka.AnomaliesTopic, GridFlowSchemas.AnomalyEvent) })
            {
                Judge(topic, await registry.InspectAsync($"{topic}-value", schema, stop), findings);
            }
        }
        catch (SchemaRegistryUnavailableException e)
        {
            findings.Problem(e.Message, Advice);
        }
        catch (SchemaRejectedException e)
        {
            findings.Problem(e.Message, $"Mend address or credentials: SchemaRegistry:Url, SchemaRegistry:Username, GRIDFLOW_SchemaRegistry__Password.");
        }
    }

    private void Judge(string topic, SubjectInspection subject, Findings findings)
    {
        var about = $"schema {topic}-value";
        switch (subject.State)
        {
            case SubjectState.Registered:
                findings.Ok(string.Create(CultureInfo.InvariantCulture, $"{settings.SchemaRegistry.Url} has it as id {subject.Id}"), about);
                break;
            case SubjectState.Incompatible:
                findings.Problem(
                    "the subject holds another schema, and the registry would not take ours beside it (compatibility)",
                    "Compare it with protos/avro, or choose other topics: Kafka:ReadingsTopic, Kafka:AnomaliesTopic.", about);
                break;
            default:
                findings.Ok($"not registered at {settings.SchemaRegistry.Url} yet; gridflow run does it", about);
                break;
        }
    }
}
