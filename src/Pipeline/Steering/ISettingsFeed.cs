namespace GridFlow.Steering;

/// <summary>What the poll thread needs to know of the settings, and what its group has said of them.</summary>
internal interface ISettingsFeed
{
    /// <summary>The newest settings that this instance has read. Cheap.</summary>
    SteeringSettings Latest { get; }

    /// <summary>The last revision that a partition was treated by, and from where on, whichever instance did; null when none is known.</summary>
    SettingsSwitch? Applied(int partition);

    /// <summary>Ends when all that its group has said up to now is known here, also by transactions that are about to end.</summary>
    Task CaughtUpAsync(CancellationToken cancellationToken);
}
