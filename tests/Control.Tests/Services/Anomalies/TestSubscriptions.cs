using GridFlow.Control.Configuration;
using GridFlow.Control.Metrics;
using GridFlow.Control.Services.Anomalies.Decoding;
using GridFlow.Control.Services.Anomalies.Feed;
using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.Readings;
using GridFlow.Telemetry;
using GridFlow.TestKit;
using GridFlow.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>What one instance feeds its subscribers from, without a server.</summary>
internal sealed class TestSubscriptions : IDisposable
{
    private readonly SubscriberMetrics _metrics = new();
    private readonly NoticeSchemaCache _schemas;
    private readonly ReplaySlots _slots;
    private readonly SessionSources _sources;
    private readonly ControlOptions _options;

    public TestSubscriptions(IAnomalyTopic topic, ControlOptions? options = null, FakeSchemaRegistry? registry = null)
    {
        _options = options ?? new ControlOptions { Heartbeat = TimeSpan.FromMilliseconds(200) };
        _schemas = new NoticeSchemaCache(registry ?? Registry(), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5), new ConditionBoard(NullLogger.Instance), TimeProvider.System);
        var decoder = new NoticeDecoder(_schemas, SchemaIdLayout.Confluent, _metrics, TimeProvider.System, NullLogger<NoticeDecoder>.Instance);
        Feed = new AnomalyFeed();
        _slots = new ReplaySlots(_options);
        _sources = new SessionSources(topic, new AnomalyTail(topic, decoder, Feed, TimeProvider.System), Feed, decoder, new StartFinder(topic, TimeProvider.System), _slots, TimeProvider.System);
    }

    public AnomalyFeed Feed { get; }

    public static FakeSchemaRegistry Registry()
    {
        var registry = new FakeSchemaRegistry();
        registry.Set(NoticeEncoder.SchemaId, GridFlowSchemas.AnomalyEvent);
        return registry;
    }

    /// <summary>One subscription, message by message.</summary>
    public async IAsyncEnumerable<SubscribeAnomaliesResponse> RunAsync(
        SubscribeAnomaliesRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var session = new AnomalySession(SubscriptionPlan.Of(request), _sources, new Pulse(_options.Heartbeat, TimeProvider.System));
        await foreach (var batch in session.RunAsync(cancellationToken))
        {
            foreach (var message in batch)
            {
                yield return message;
            }
        }
    }

    public void Dispose()
    {
        _sources.Tail.Dispose();
        _slots.Dispose();
        _schemas.Dispose();
        _metrics.Dispose();
    }
}
