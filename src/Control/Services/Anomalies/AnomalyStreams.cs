using GridFlow.Control.Configuration;
using GridFlow.Control.Services.Anomalies.Decoding;
using GridFlow.Control.Services.Anomalies.Feed;
using GridFlow.Control.Services.Anomalies.Topic;
using GridFlow.Decoding;
using GridFlow.Telemetry;

namespace GridFlow.Control.Services.Anomalies;

/// <summary>Registers what subscriptions are fed from.</summary>
internal static class AnomalyStreams
{
    /// <summary>The topic on Kafka.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="settings">Brokers, topic and registry.</param>
    /// <param name="registry">Schemas of the topic's records.</param>
    /// <param name="conditions">Told what is the matter.</param>
    /// <param name="topic">Another topic, for tests.</param>
    public static void AddAnomalyStreams(this IServiceCollection services, GridFlowSettings settings, ISchemaRegistry registry, ConditionBoard conditions, IAnomalyTopic? topic = null)
    {
        services.AddSingleton(_ => topic ?? new KafkaAnomalyTopic(settings.Kafka, conditions));
        services.AddSingleton(provider => new NoticeSchemaCache(
            registry, settings.SchemaRegistry.MissLifetime, settings.Detection.Window, conditions, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<NoticeDecoder>(provider, settings.SchemaRegistry.IdLayout));
        services.AddSingleton<AnomalyFeed>();
        services.AddSingleton<AnomalyTail>();
        services.AddSingleton<StartFinder>();
        services.AddSingleton<ReplaySlots>();
        services.AddSingleton<SessionSources>();
    }
}
