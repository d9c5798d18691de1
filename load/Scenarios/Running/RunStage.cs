using GridFlow.Decoding;
using GridFlow.Load.Scenarios.Targets;
using GridFlow.Load.Scenarios.Traffic;
using GridFlow.Readings;

namespace GridFlow.Load.Scenarios.Running;

/// <summary>Everything a run needs, started; disposing of it leaves nothing behind.</summary>
internal sealed class RunStage : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private RunStage(IBrokerPlace place, PipelineProcess pipeline, LoadClock clock, DirectoryInfo folder)
    {
        (Place, Pipeline, Clock, _folder) = (place, pipeline, clock, folder);
    }

    public IBrokerPlace Place { get; }

    public PipelineProcess Pipeline { get; }

    public LoadClock Clock { get; }

    public ReadingTraffic Traffic { get; private set; } = null!;

    public AnomalyReader Reader { get; private set; } = null!;

    /// <summary>Starts place, pipeline, reader and producer.</summary>
    /// <exception cref="ScenarioFailedException">Something does not come up; all that did is gone again.</exception>
    public static async Task<RunStage> StartAsync(Scenario scenario, RunOptions options, TimeProvider time, CancellationToken stop)
    {
        var topics = PlaceTopics.New(scenario.Name, scenario.Partitions, options.BootstrapServers ?? "");
        IBrokerPlace place = options.BootstrapServers is null
            ? await EmbeddedPlace.StartAsync(topics)
            : await GivenPlace.StartAsync(topics, options);
        var folder = Directory.CreateTempSubdirectory("gridflow-load-");
        var arguments = Arguments(place, folder, [.. scenario.PipelineArguments, .. options.Settings]);
        var program = options.Program ?? Path.Combine(AppContext.BaseDirectory, "gridflow.dll");
        var stage = new RunStage(place, new PipelineProcess(program, arguments, time), new LoadClock(time), folder);
        try
        {
            await stage.Pipeline.StartAsync(scenario.Partitions, stop);
            using var registry = new ConfluentSchemaRegistry(new SchemaRegistryOptions { Url = place.RegistryUrl });
            var schemaId = await registry.RegisterAsync($"{topics.ReadingsTopic}-value", GridFlowSchemas.SensorReading, stop);
            stage.Traffic = new ReadingTraffic(place.Kafka, schemaId, place.MostBacklog);
            stage.Reader = new AnomalyReader(place.Kafka, stage.Clock);
            return stage;
        }
        catch (Exception e)
        {
            await stage.DisposeAsync();
            throw e is SchemaRegistryUnavailableException or SchemaRejectedException ? new ScenarioFailedException($"--schema-registry-url: {e.Message}", e) : e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Traffic?.Dispose();
        Reader?.Dispose();
        await Pipeline.DisposeAsync();
        await Place.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Made-up readings go to Kafka and nowhere else, unless the command line says so: what comes later wins over what comes before, and all of it over appsettings.json.</summary>
    internal static List<string> Arguments(IBrokerPlace place, DirectoryInfo folder, IEnumerable<string> more) =>
    [
        "run", "--grpc-port", "0", "--http-port", "0", "--metrics-port", "0",
        $"--Kafka:BootstrapServers={place.PipelineBootstrap}", $"--SchemaRegistry:Url={place.RegistryUrl}",
        $"--Kafka:ReadingsTopic={place.Kafka.ReadingsTopic}", $"--Kafka:AnomaliesTopic={place.Kafka.AnomaliesTopic}",
        $"--Kafka:DeadLetterTopic={place.Kafka.DeadLetterTopic}", $"--Kafka:ControlTopic={place.Kafka.ControlTopic}",
        $"--Kafka:GroupId={place.Kafka.GroupId}", $"--Checkpoints:Store={Path.Combine(folder.FullName, "snapshots")}",
        "--Archive:Target=off", "--InfluxDb:Url=", .. place.PipelineArguments, .. more,
    ];
}
