using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GrantReview.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class FinanceTerms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "FinanceTerms",
                table: "Calls",
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "FinanceTerms",
                table: "Calls");
        }
    }
}
