using GridFlow.Decoding.Inspection;
using Xunit;

namespace GridFlow.Control.DeadLetters;

public sealed class FaultPlaceTests
{
    private static readonly InspectedField[] Fields = [new("meter_id", "\"M-1\"", 5, 9), new("timestamp", "7", 9, 15), new("voltage", "1E+300", 15, 23)];

    // The messages are those of ReadingParser, BatchDecoder and MemoryDecoder.
    [Theory]
    [InlineData("byte 0 is 0x7b; registry framing starts with 0x00", 0, 1)]
    [InlineData("the value ends at byte 3, inside the 5-byte header", 3, 3)]
    [InlineData("the value ends at byte 41, inside feeder_id", 41, 41)]
    [InlineData("3 bytes behind the record's end at byte 38", 38, 41)]
    [InlineData("meter_id has 129 bytes; 128 are allowed (at byte 7)", 7, 8)]
    [InlineData("meter_id is not UTF-8 (at byte 8)", 8, 9)]
    [InlineData("status has position 6; the enum has 0 to 5 (before byte 40)", 39, 40)]
    [InlineData("the bytes are not what schema says: a length is -1 (before byte 1 of the record)", 5, 6)]
    [InlineData("voltage 1E+300 lies outside -1000 to 100000", 15, 23)]
    [InlineData("timestamp is 60001 ms ahead of the broker's; 60000 are allowed (Detection:ClockLead)", 9, 15)]
    public void Find_Message_IsThePlaceItNames(string message, int start, int end) => Assert.Equal((start, end), FaultPlace.Find(message, Fields, 41, 5));

    [Theory]
    [InlineData("the registry at http://x has no schema 77")]
    [InlineData("the record has no value")]
    [InlineData("temperature 5000 lies outside -100 to 1000")]
    [InlineData("byte 999 is behind everything")]
    [InlineData("")]
    public void Find_NoPlaceInIt_IsNone(string message) => Assert.Null(FaultPlace.Find(message, Fields, 41, 5));
}
