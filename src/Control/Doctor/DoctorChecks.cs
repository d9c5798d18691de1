using GridFlow.Control.Configuration;
using GridFlow.Control.Doctor.Checks;
using GridFlow.Control.Doctor.Kafka;

namespace GridFlow.Control.Doctor;

/// <summary>All checks for a configuration.</summary>
internal sealed class DoctorChecks : IDisposable
{
    private readonly KafkaLook _kafka;

    /// <param name="settings">Validated settings.</param>
    /// <param name="limit">How long each may take.</param>
    /// <param name="time">The clock.</param>
    public DoctorChecks(GridFlowSettings settings, TimeSpan limit, TimeProvider time)
    {
        // The questions end a little before the check does, so that their own words are said.
        _kafka = new KafkaLook(settings.Kafka, limit * 0.8, time);
        All =
        [
            new VersionsCheck(),
            new KafkaAddressCheck(settings.Kafka, limit * 0.8),
            new BrokerCheck(settings, _kafka),
            new TopicsCheck(settings, _kafka),
            new GroupsCheck(settings, _kafka),
            new TransactionalIdCheck(settings, _kafka, time),
            new RegistryCheck(settings),
            new SnapshotStoreCheck(settings.Checkpoints, time),
            new ArchiveCheck(settings.Archive, time),
            new SpoolCheck(settings.Archive),
            new InfluxDbCheck(settings.InfluxDb, time),
            new ClockCheck(settings, time),
            new PortsCheck(settings, time),
            new OpenFilesCheck(),
        ];
    }

    /// <summary>In the order of the report.</summary>
    public IReadOnlyList<ICheck> All { get; }

    public void Dispose() => _kafka.Dispose();
}
