namespace GridFlow.Steering;

/// <summary>What the poll thread needs to know of the settings, and what it says about them.</summary>
internal interface ISettingsFeed
{
    /// <summary>The newest settings that this instance has read. Cheap.</summary>
    SteeringSettings Latest { get; }

    /// <summary>The last revision that a partition was treated by, and from where on, whichever instance did; null when none is known.</summary>
    SettingsSwitch? Applied(int partition);

    /// <summary>Says that a partition of which nothing is in flight is treated by a revision from its position on. Ends when that is durable; tries until then.</summary>
    Task ConfirmAsync(int partition, SettingsSwitch change);
}
